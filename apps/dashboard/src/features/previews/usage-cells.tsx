import { Sparkline } from '../../components/ui/sparkline.tsx'
import { formatBytes, formatShare } from '../../lib/format/numbers.ts'
import { pastLength, useUsageTrail } from './usage-now.ts'

function toneOf(share: number): 'calm' | 'warn' | 'full' {
  return share > 0.95 ? 'full' : share > 0.8 ? 'warn' : 'calm'
}

/** On cards, and in tables that have room. */
const roomy = 'md:max-lg:hidden'
const none = <span className="text-text-3">–</span>

/** CPU now, as a share of its limit, with its last minute. */
export function CpuCell({ previewId }: { readonly previewId: string }) {
  const trail = useUsageTrail(previewId)
  if (!trail) return none
  const { cpus, cpuLimit } = trail.latest
  const share = cpuLimit > 0 ? cpus / cpuLimit : 0
  return (
    <span className="flex items-center gap-2" title={`${cpus.toFixed(2)} of ${cpuLimit} cores`}>
      <Sparkline className={roomy} values={trail.cpus} top={cpuLimit} capacity={pastLength} tone={toneOf(share)} />
      <span className="w-12 text-right tabular-nums">{formatShare(share)}</span>
    </span>
  )
}

/** Memory now, with its last minute, drawn against its limit. */
export function MemoryCell({ previewId }: { readonly previewId: string }) {
  const trail = useUsageTrail(previewId)
  if (!trail) return none
  const { memoryBytes, memoryLimitBytes } = trail.latest
  const share = memoryLimitBytes > 0 ? memoryBytes / memoryLimitBytes : 0
  return (
    <span className="flex items-center gap-2" title={`${formatShare(share)} of ${formatBytes(memoryLimitBytes)}`}>
      <Sparkline
        className={roomy}
        values={trail.memoryBytes}
        top={memoryLimitBytes}
        capacity={pastLength}
        tone={toneOf(share)}
      />
      <span className="w-16 text-right tabular-nums">{formatBytes(memoryBytes)}</span>
    </span>
  )
}
