import { ChevronRight } from 'lucide-react'
import { CopyButton } from '../../components/ui/copy-button.tsx'
import { scrollRegion } from '../../components/ui/scroll-region.ts'
import type { BuildRow } from '../../lib/api/types.ts'

/** How the files became an image: what was recognised and why, and the Dockerfile that came of it. */
export function RecipePanel({ recipe }: { readonly recipe: NonNullable<BuildRow['recipe']> }) {
  const { kind, framework, packageManager, runtimeVersion, port, reasons, dockerfile } = recipe
  const runtime = runtimeVersion && `${kind === 'python' ? 'Python' : 'Node'} ${runtimeVersion}`
  const parts = [framework, runtime, packageManager, `port ${port}`].filter(Boolean)
  return (
    <section aria-label="How it is built">
      <h2 className="font-semibold">How it is built</h2>
      <p className="mt-1 text-text-2">{parts.join(' · ')}</p>
      {reasons.length > 0 && (
        <ul className="mt-2 list-disc space-y-0.5 pl-4 text-text-2 marker:text-text-3">
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <details className="group mt-3 overflow-hidden rounded-lg border border-line">
        <summary className="flex h-9 cursor-pointer list-none items-center gap-2 px-3 hover:bg-hover pointer-coarse:h-11 [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="size-3.5 text-text-3 transition-transform group-open:rotate-90" />
          Dockerfile
        </summary>
        <div className="relative border-t border-line bg-sunken">
          <section aria-label="Dockerfile" {...scrollRegion} className="max-h-96 overflow-auto py-3 pr-12 pl-4">
            <pre className="log-text whitespace-pre">{dockerfile}</pre>
          </section>
          <CopyButton text={dockerfile} label="Copy Dockerfile" className="absolute top-1.5 right-1.5 bg-sunken" />
        </div>
      </details>
    </section>
  )
}
