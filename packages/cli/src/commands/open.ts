/** `kapsules open <preview>` */
import { fail } from '@kapsules/domain'
import openInBrowser from 'open'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { findPreview, nameOf } from '../find-preview.ts'

/** Prints where a preview is, and opens it when somebody sits at a desktop. */
export async function open(context: Context, address: string): Promise<number> {
  const { out } = context.screen
  const { trpc } = await context.connect()
  const preview = await findPreview(trpc, address)
  const { url, phase, reason } = preview
  if (url === null)
    fail('conflict', `${nameOf(preview)} has no address now: it is ${phase}.`, 'Wait until it is live.', [reason])
  out.line(out.foreign(url))
  const isWeb = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
  if (isWeb && out.isTerminal && context.env.hasDisplay) await openInBrowser(url)
  return exitCodes.ok
}
