import { Link } from '@tanstack/react-router'
import { CopyButton } from '../../components/ui/copy-button.tsx'
import { RelativeTime } from '../../components/ui/relative-time.tsx'
import type { BuildRow, PreviewDetail } from '../../lib/api/types.ts'
import { classes } from '../../lib/classes.ts'
import { formatBytes, formatNoun } from '../../lib/format/numbers.ts'

interface VersionListProps {
  readonly preview: PreviewDetail
  /** To link a version to the build that made its image. */
  readonly builds: readonly BuildRow[]
}

/** Snapshots of the files, newest first, with what serves and what should. */
export function VersionList({ preview, builds }: VersionListProps) {
  const { versions, serving, wanted } = preview
  if (versions.length === 0) return <p className="text-text-3">No version yet.</p>
  return (
    <ul>
      {versions.map((version) => {
        const build = builds.find((it) => it.version.id === version.id)
        return (
          <li
            key={version.id}
            className="grid grid-cols-[4rem_minmax(0,1fr)_auto] items-center gap-x-4 border-b border-line py-2 md:grid-cols-[4rem_minmax(0,1fr)_12rem_6rem_6rem]"
          >
            <span className="font-medium">v{version.number}</span>
            <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
              {version.id === serving?.id && <Tag tone="green">serves visitors</Tag>}
              {version.id === wanted?.id && version.id !== serving?.id && <Tag tone="blue">wanted</Tag>}
              <span className="flex items-center">
                <code className="font-mono text-xs text-text-3">{version.hash.slice(0, 12)}</code>
                <CopyButton text={version.hash} label="Copy hash" />
              </span>
            </span>
            <span className="text-text-2 max-md:hidden">
              {formatNoun(version.fileCount, 'file')}, {formatBytes(version.totalBytes)}
            </span>
            <span className="max-md:hidden">
              {build && (
                <Link
                  to="/previews/$previewId/build"
                  params={{ previewId: preview.id }}
                  search={{ build: build.id }}
                  className="rounded-sm text-accent-text hover:underline"
                >
                  Build {build.number}
                </Link>
              )}
            </span>
            <span className="text-right text-text-3">
              <RelativeTime at={version.createdAt} />
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function Tag({ tone, children }: { readonly tone: 'green' | 'blue'; readonly children: string }) {
  return (
    <span
      className={classes(
        'rounded-sm px-1.5 text-xs leading-5 font-medium',
        tone === 'green' ? 'bg-green-tint text-green-text' : 'bg-blue-tint text-blue-text',
      )}
    >
      {children}
    </span>
  )
}
