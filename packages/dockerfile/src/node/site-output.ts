import type { Framework } from '@vercel/frameworks'
import type { FileMap } from '../project-files.ts'
import { readConfig, readText } from '../project-files.ts'
import { isPlainPath } from '../safe-text.ts'
import type { SiteServing } from '../web/nginx-conf.ts'

/** A site that a build makes and nginx serves. */
export interface BuiltSite {
  /** Folders in which to look for the site, best first. */
  readonly outputs: readonly string[]
  readonly fallback: SiteServing['fallback']
}

const usualOutputs = ['dist', 'build', 'out', '_site', 'www', '.output/public']

/** Where a framework's build leaves its pages, and whether addresses without a file belong to the app. */
export function builtSite(files: FileMap, framework: Framework | undefined): BuiltSite {
  const configured = configuredOutputs(files)
  const known = framework === undefined ? undefined : knownOutput(framework)
  const first = [...configured, ...(known === undefined ? [] : [known])]
  // With no framework the project's root may itself be the site, e.g. pages beside a stylesheet that is built.
  const last = framework === undefined ? ['public', '.'] : []
  return { outputs: [...new Set([...first, ...usualOutputs, ...last])], fallback: fallbackOf(framework) }
}

function knownOutput(framework: Framework): string | undefined {
  const setting = framework.settings.outputDirectory
  const value = 'value' in setting ? (setting.value ?? undefined) : undefined
  return value !== undefined && isPlainPath(value) ? value : undefined
}

/** Output folders that a bundler's configuration names in plain text. */
function configuredOutputs(files: FileMap): string[] {
  const vite = /\boutDir\s*:\s*['"`]([^'"`\n]{1,100})['"`]/.exec(readConfig(files, 'vite'))?.[1]
  const astro = /\boutDir\s*:\s*['"`]([^'"`\n]{1,100})['"`]/.exec(readConfig(files, 'astro'))?.[1]
  const angular = /"outputPath"\s*:\s*"([^"\n]{1,100})"/.exec(readText(files, 'angular.json') ?? '')?.[1]
  return [vite, astro, angular].flatMap((named) => {
    const path = named?.replace(/^\.\//, '').replace(/\/$/, '')
    return path !== undefined && isPlainPath(path) ? [path] : []
  })
}

/** Bundlers of apps whose entry in the framework table has no routes, although their apps route by themselves. */
const bundlers: ReadonlySet<string | null> = new Set(['vite', 'parcel', 'tanstack-start', 'tanstack-start-lovable'])

function fallbackOf(framework: Framework | undefined): SiteServing['fallback'] {
  if (framework === undefined) return '/index.html'
  const routes = Array.isArray(framework.defaultRoutes) ? framework.defaultRoutes : []
  const toIndex = routes.some((route) => 'dest' in route && route.dest === '/index.html')
  return toIndex || bundlers.has(framework.slug) ? '/index.html' : undefined
}
