import { Link } from '@tanstack/react-router'

const tabs = [
  { to: '/previews/$previewId', label: 'Overview' },
  { to: '/previews/$previewId/build', label: 'Build' },
  { to: '/previews/$previewId/logs', label: 'Logs' },
  { to: '/previews/$previewId/metrics', label: 'Metrics' },
  { to: '/previews/$previewId/versions', label: 'Versions' },
  { to: '/previews/$previewId/events', label: 'Events' },
  { to: '/previews/$previewId/settings', label: 'Settings' },
] as const

/** The parts of a preview's page, each with its own address. */
export function PreviewTabs({ previewId }: { readonly previewId: string }) {
  return (
    <nav aria-label="Preview" className="sticky top-0 z-20 border-b border-line bg-bg">
      <ul className="mx-auto flex max-w-6xl gap-1 overflow-x-auto px-2 [scrollbar-width:none] sm:px-4">
        {tabs.map(({ to, label }) => (
          <li key={to} className="shrink-0">
            <Link
              to={to}
              params={{ previewId }}
              activeOptions={{ exact: to === '/previews/$previewId', includeSearch: false }}
              className="relative flex h-10 items-center rounded-md px-2 text-text-2 hover:text-text focus-visible:-outline-offset-4 pointer-coarse:h-11 aria-[current=page]:font-medium aria-[current=page]:text-text aria-[current=page]:after:absolute aria-[current=page]:after:inset-x-2 aria-[current=page]:after:bottom-0 aria-[current=page]:after:h-0.5 aria-[current=page]:after:rounded-full aria-[current=page]:after:bg-ink"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
