import { useQuery } from '@tanstack/react-query'
import { Link, useMatches } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { previewsQuery } from '../../lib/previews/cache.ts'
import { navigationItems } from './navigation-items.ts'

/** Where you are: the part of the product, and the preview in it. */
export function Breadcrumb() {
  const matches = useMatches()
  const previewId = matches
    .map((match) => ('previewId' in match.params ? match.params.previewId : undefined))
    .find((id) => id !== undefined)
  const here = matches.at(-1)?.pathname ?? '/'
  const section = navigationItems.find(({ to }) => here === to || here.startsWith(`${to}/`))
  if (!section) return null
  return (
    <nav aria-label="Breadcrumb" className="-ml-1 flex min-w-0 items-center gap-1">
      <Link to={section.to} className="rounded-sm px-1 font-medium text-text-2 hover:text-text">
        {section.label}
      </Link>
      {previewId !== undefined && (
        <>
          <ChevronRight aria-hidden className="size-3.5 shrink-0 text-text-3" />
          <PreviewCrumb previewId={previewId} />
        </>
      )}
    </nav>
  )
}

function PreviewCrumb({ previewId }: { readonly previewId: string }) {
  const { data } = useQuery({
    ...previewsQuery,
    select: (previews) => previews.find(({ id }) => id === previewId)?.projectId,
  })
  return <span className="truncate px-1 font-medium">{data ?? previewId.slice(0, 8)}</span>
}
