import { Facts } from '../../components/ui/page.tsx'
import { RelativeTime } from '../../components/ui/relative-time.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { formatBytes, formatNoun } from '../../lib/format/numbers.ts'

/** What there is to know about a preview, beside how it is. */
export function PreviewFacts({ preview }: { readonly preview: PreviewSummary }) {
  const { serving, wanted, framework, resources, tenantId, createdAt } = preview
  return (
    <Facts
      facts={[
        {
          name: 'Version',
          value:
            serving && wanted && serving.id !== wanted.id
              ? `v${serving.number} serves, v${wanted.number} wanted`
              : (serving ?? wanted)
                ? `v${(serving ?? wanted)?.number}`
                : 'none yet',
        },
        { name: 'Framework', value: framework ?? 'not known yet' },
        {
          name: 'Limits',
          value: `${formatBytes(resources.memoryBytes)}, ${formatNoun(resources.cpus, 'core')}, ${resources.pids} processes`,
        },
        { name: 'Tenant', value: tenantId },
        { name: 'Created', value: <RelativeTime at={createdAt} /> },
      ]}
    />
  )
}
