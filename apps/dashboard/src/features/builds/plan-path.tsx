import { Hint } from '../../components/ui/hint.tsx'
import type { BuildRow } from '../../lib/api/types.ts'

/** The path a deploy took, with its reason on hover. */
export function PlanPath({ plan }: { readonly plan: BuildRow['plan'] }) {
  return (
    <Hint label={plan.reason}>
      <span className="rounded-sm border border-line-strong px-1.5 text-xs leading-4.5 text-text-2">{plan.path}</span>
    </Hint>
  )
}
