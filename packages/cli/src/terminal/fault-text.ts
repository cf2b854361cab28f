import type { KapsulesFault } from '@kapsules/client'
import type { Channel } from './screen.ts'

/** Writes a fault for people: what happened, what proves it, what to do next. */
export function writeFault(channel: Channel, fault: KapsulesFault): void {
  const code = channel.paint('dim', `(${fault.code})`)
  channel.line(`${channel.paint(['red', 'bold'], 'error')} ${channel.foreign(fault.message)} ${code}`)
  for (const line of fault.evidence) channel.line(channel.paint('dim', `  | ${channel.foreign(line)}`))
  if (fault.hint !== '') channel.line(`${channel.paint('cyan', 'hint')}  ${channel.foreign(fault.hint)}`)
}
