import { type Framework, frameworkList } from '@vercel/frameworks'
import { detectFramework } from '@vercel/fs-detectors'
import { MapFilesystem } from './detector-filesystem.ts'
import { detectionManifest, type Manifest } from './node/manifest.ts'
import type { FileMap } from './project-files.ts'

/** Entries of the framework table for languages and engines that we have no base image for. */
const foreignSlugs: ReadonlySet<string | null> = new Set([
  'container',
  'services',
  'hugo',
  'jekyll',
  'middleman',
  'zola',
  'ruby',
  'rust',
  'axum',
  'actix-web',
  'go',
])

const ours = frameworkList.filter((framework) => !foreignSlugs.has(framework.slug))
const foreign = frameworkList.filter((framework) => foreignSlugs.has(framework.slug))
/** Servers by their package alone, wherever the file that starts them lies. */
const byPackage = ours.flatMap(({ slug, detectors, useRuntime }) =>
  useRuntime !== undefined && detectors?.every !== undefined && detectors.some !== undefined
    ? [{ slug, detectors: { every: detectors.every } }]
    : [],
)

/** The framework that a project is written with, as the framework table recognises it. */
export async function recogniseFramework(
  files: FileMap,
  manifest: Manifest | undefined,
): Promise<Framework | undefined> {
  const overrides = new Map(manifest === undefined ? [] : [['package.json', detectionManifest(manifest)] as const])
  const fs = new MapFilesystem(files, overrides)
  const slug = await detect(fs, ours)
  const isGeneric = slug === null || slug === 'node' || slug === 'bun' || slug === 'python'
  const found = isGeneric ? ((manifest && (await detect(fs, byPackage))) ?? slug) : slug
  return ours.find((framework) => framework.slug !== null && framework.slug === found)
}

/** The name of a framework or language that we recognise and cannot build. */
export async function recogniseForeign(files: FileMap): Promise<string | undefined> {
  const slug = await detect(new MapFilesystem(files), foreign)
  return foreign.find((framework) => framework.slug !== null && framework.slug === slug)?.name
}

type Candidates = Parameters<typeof detectFramework>[0]['frameworkList']

function detect(fs: MapFilesystem, candidates: Candidates): Promise<string | null> {
  return detectFramework({ fs, frameworkList: candidates, useExperimentalFrameworks: false })
}
