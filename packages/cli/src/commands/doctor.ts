/** `kapsules doctor` */
import type { KapsulesClient, KapsulesFault, SystemInfo } from '@kapsules/client'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { faultOf } from '../fault-of.ts'
import { formatSpan } from '../terminal/format.ts'
import { writeTable } from '../terminal/table.ts'

interface Check {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  readonly hint?: string | undefined
}

/** Looks at everything a deploy needs and tells what is wrong. Fails when anything is. */
export async function doctor(context: Context, options: { json?: true }): Promise<number> {
  const { out } = context.screen
  const checks = await runChecks(context)
  const ok = checks.every((check) => check.ok)
  if (options.json) out.line(JSON.stringify({ ok, checks }))
  else {
    writeTable(
      out,
      ['CHECK', '', 'DETAIL'],
      checks.map(({ name, ok: passed, detail }) => [
        { text: name },
        passed ? { text: 'ok', style: 'green' } : { text: 'fails', style: ['red', 'bold'] },
        { text: detail },
      ]),
    )
    for (const { ok: passed, name, hint } of checks) {
      if (!passed && hint) out.line(`${out.paint('cyan', 'hint')}  ${name}: ${out.foreign(hint)}`)
    }
  }
  return ok ? exitCodes.ok : exitCodes.platform
}

async function runChecks(context: Context): Promise<Check[]> {
  const here: Check = { name: 'node', ok: true, detail: process.version }
  try {
    const client = await context.connect()
    const info = await client.trpc.system.info.query()
    const { checks } = await client.trpc.system.doctor.query()
    return [here, ...serverChecks(client, info), ...checks]
  } catch (error) {
    return [here, failed('server', faultOf(error))]
  }
}

function serverChecks({ url }: KapsulesClient, info: SystemInfo): Check[] {
  const { version, instanceName, uptimeMs, previewPortRange, counts } = info
  const ports = previewPortRange.end - previewPortRange.start + 1
  return [
    {
      name: 'server',
      ok: true,
      detail: `${url}, version ${version}, "${instanceName}", up for ${formatSpan(uptimeMs)}`,
    },
    {
      name: 'ports',
      ok: counts.live < ports,
      detail: `${previewPortRange.start} to ${previewPortRange.end}; ${counts.live} of ${counts.previews} previews live`,
      hint: 'Widen CONTAINER_PORT_RANGE_START and CONTAINER_PORT_RANGE_END, or stop previews.',
    },
  ]
}

function failed(name: string, { message, hint, evidence }: KapsulesFault): Check {
  return { name, ok: false, detail: [message, ...evidence].join(' '), hint }
}
