import { fail } from '@kapsules/domain'
import type { Framework } from '@vercel/frameworks'
import type { FileMap } from '../project-files.ts'
import { hasFolder, readConfig } from '../project-files.ts'
import { isPlainPath } from '../safe-text.ts'
import { dependsOn, type Manifest } from './manifest.ts'
import { type BuiltSite, builtSite } from './site-output.ts'
import {
  devCommand,
  nodeCommand,
  pickStartCommand,
  type StartCommand,
  scriptedStart,
  startsOwnServer,
} from './start-command.ts'

/** A server that Node runs. */
export interface NodeServer {
  readonly start: StartCommand
  /** What of the build runs without node_modules; absent when the app runs with its dependencies. */
  readonly copies?: readonly { readonly from: string; readonly to: string }[]
  /** Folders of the app that need to be writable. */
  readonly writable?: readonly string[]
  /** What the build keeps from one time to the next. */
  readonly buildCache?: BuildCache
  readonly env?: readonly string[]
  /** Environment of the build alone. */
  readonly buildEnv?: readonly string[]
}

/** A folder of a build's output that makes the next build faster and does not belong into the image. */
export interface BuildCache {
  readonly name: string
  /** The output folder, made anew by each build, and the folder in it that lasts. */
  readonly output: string
  readonly lasting: string
  /** What in it must not last, because it is data and not a step saved. */
  readonly forget: string
}

/** What a Node project turns into. */
export type NodeShape =
  | { readonly runs: 'site'; readonly site: BuiltSite; readonly reason: string }
  | { readonly runs: 'server'; readonly server: NodeServer; readonly reason: string }

interface Project {
  readonly files: FileMap
  readonly manifest: Manifest
  readonly framework: Framework | undefined
}

const server = (server: NodeServer, reason: string): NodeShape => ({ runs: 'server', server, reason })
const site = (site: BuiltSite, reason: string): NodeShape => ({ runs: 'site', site, reason })

/** Frameworks that may build a server of their own; what they return undefined for is built as a site. */
const deciders: Readonly<Record<string, (project: Project) => NodeShape | undefined>> = {
  nextjs: next,
  nuxtjs: nuxt,
  astro,
  'sveltekit-1': svelteKit,
  sveltekit: svelteKit,
  'react-router': reactRouter,
  remix: (project) => started(project),
  nitro,
  'solidstart-1': nitro,
  solidstart: nitro,
  'tanstack-start': nitro,
  'tanstack-start-lovable': nitro,
}

/** What a project with a package.json turns into; undefined when it has nothing to build and nothing to start. */
export function decideNodeShape(project: Project): NodeShape | undefined {
  const { framework, manifest, files } = project
  const slug = framework?.slug ?? ''
  const decided = Object.hasOwn(deciders, slug) ? deciders[slug]?.(project) : undefined
  if (decided !== undefined) return decided
  if (framework === undefined) return decideByScripts(project)
  const isServer = framework.useRuntime !== undefined || startsOwnServer(manifest.scripts.get('start'))
  if (!isServer) return site(builtSite(files, framework), `${framework.name} builds files that nginx serves`)
  const start = pickStartCommand(files, manifest) ?? devCommand(manifest)
  return start === undefined ? undefined : server({ start }, start.reason)
}

/** Tools whose `start` shows a site while it is being written. */
const siteTools = /^(webpack|rollup|parcel|esbuild|gulp|live-server|browser-sync|lite-server)\b/

function decideByScripts({ files, manifest }: Project): NodeShape | undefined {
  const scripted = scriptedStart(manifest)
  const showsSite = scripted === undefined || siteTools.test(manifest.scripts.get('start')?.trim() ?? '')
  if (manifest.scripts.has('build') && showsSite) {
    return site(builtSite(files, undefined), 'the build script makes files that nginx serves')
  }
  if (scripted === undefined && files.has('index.html')) return undefined
  const start = pickStartCommand(files, manifest) ?? devCommand(manifest)
  return start === undefined ? undefined : server({ start }, start.reason)
}

function started({ files, manifest }: Project): NodeShape | undefined {
  const start = pickStartCommand(files, manifest)
  return start === undefined ? undefined : server({ start }, start.reason)
}

/** Optimised images and fetched data, and pages rendered on demand. */
const writableOfNext = ['.next/cache', '.next/server/route-cache']
const cacheOfNext = { name: 'next', output: '.next', lasting: 'cache', forget: 'fetch-cache' }

function next({ files, manifest }: Project): NodeShape {
  const config = readConfig(files, 'next')
  const own = manifest.scripts.get('start')
  if (/\boutput\s*:\s*['"`]export['"`]/.test(config)) {
    return site({ outputs: ['out'], fallback: undefined }, 'next.config says output: export')
  }
  if (/\boutput\s*:\s*['"`]standalone['"`]/.test(config)) {
    const assets = [{ from: '.next/static', to: '.next/static' }]
    const pages = hasFolder(files, 'public') ? [{ from: 'public', to: 'public' }] : []
    const copies = [{ from: '.next/standalone', to: '' }, ...assets, ...pages]
    const start = nodeCommand(['server.js'], 'next.config says output: standalone')
    return server({ start, copies, writable: writableOfNext, buildCache: cacheOfNext }, start.reason)
  }
  const custom = startsOwnServer(own) ? pickStartCommand(files, manifest) : undefined
  const start = custom ?? nodeCommand(['node_modules/next/dist/bin/next', 'start'], 'started by next start')
  return server({ start, writable: writableOfNext, buildCache: cacheOfNext }, start.reason)
}

function nuxt(project: Project): NodeShape {
  if (/\bgenerate\b/.test(project.manifest.scripts.get('build') ?? '')) {
    return site({ outputs: ['.output/public', 'dist'], fallback: '/200.html' }, 'the build script generates the pages')
  }
  return nitroOutput()
}

function nitro(project: Project): NodeShape {
  const own = project.manifest.scripts.get('start')
  return own === undefined || /\.output\//.test(own) ? nitroOutput() : (started(project) ?? nitroOutput())
}

function nitroOutput(): NodeShape {
  const start = nodeCommand(['.output/server/index.mjs'], 'the build makes a server in .output')
  return server({ start, copies: [{ from: '.output', to: '.output' }] }, start.reason)
}

function astro({ files, manifest }: Project): NodeShape | undefined {
  const config = readConfig(files, 'astro')
  if (!dependsOn(manifest, '@astrojs/node') || !config.includes('@astrojs/node')) return undefined
  const start = nodeCommand(['dist/server/entry.mjs'], 'the Node adapter builds a server')
  return server({ start }, start.reason)
}

/** Without it forms sent over plain HTTP are taken for forms of another origin. */
const svelteKitEnv = ['PROTOCOL_HEADER=x-forwarded-proto']

function svelteKit({ files }: Project): NodeShape {
  const config = readConfig(files, 'svelte') + readConfig(files, 'vite')
  if (config.includes('@sveltejs/adapter-static')) {
    return site({ outputs: ['build'], fallback: staticFallback(config) }, 'adapter-static builds pages')
  }
  if (config.includes('@sveltejs/adapter-node')) {
    const named = /\bout\s*:\s*['"`]([^'"`\n]{1,100})['"`]/.exec(config)?.[1]?.replace(/^\.\//, '')
    const out = named !== undefined && isPlainPath(named) ? named : 'build'
    const start = nodeCommand([out], 'adapter-node builds a server')
    return server({ start, env: svelteKitEnv }, start.reason)
  }
  if (config.includes('@sveltejs/adapter-auto')) {
    const start = nodeCommand(['build'], 'adapter-auto is told to build a Node server')
    // The name by which adapter-auto recognises a platform that runs containers; it then brings adapter-node itself.
    return server({ start, env: svelteKitEnv, buildEnv: ['GCP_BUILDPACKS=1'] }, start.reason)
  }
  return fail(
    'unrecognised-project',
    'The SvelteKit project has no adapter that makes a server or pages.',
    'Use @sveltejs/adapter-node (a server) or @sveltejs/adapter-static (pages) in its configuration.',
  )
}

function staticFallback(config: string): BuiltSite['fallback'] {
  const named = /\bfallback\s*:\s*['"`]([^'"`\n]{1,60})['"`]/.exec(config)?.[1]
  return named === '200.html' || named === 'index.html' ? `/${named}` : undefined
}

function reactRouter(project: Project): NodeShape | undefined {
  const isClientOnly = /\bssr\s*:\s*false\b/.test(readConfig(project.files, 'react-router'))
  if (!isClientOnly) return started(project)
  return site({ outputs: ['build/client'], fallback: '/index.html' }, 'react-router.config says ssr: false')
}
