/** `kapsules stop|start|restart|rm <preview>` */
import { createInterface } from 'node:readline/promises'
import { fail } from '@kapsules/domain'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { findPreview, nameOf } from '../find-preview.ts'

export type LifecycleVerb = 'stop' | 'start' | 'restart'

const told: Readonly<Record<LifecycleVerb, string>> = { stop: 'Stopping', start: 'Starting', restart: 'Restarting' }

/** Asks the server to stop, start or restart a preview. It is done soon after, not when this ends. */
export async function changeState(
  context: Context,
  verb: LifecycleVerb,
  address: string,
  options: { json?: true },
): Promise<number> {
  const { out, err } = context.screen
  const { trpc } = await context.connect()
  const { id } = await findPreview(trpc, address)
  const preview = await trpc.previews[verb].mutate({ previewId: id })
  if (options.json) out.line(JSON.stringify(preview))
  else err.line(`${told[verb]} ${err.foreign(nameOf(preview))}`)
  return exitCodes.ok
}

/** Deletes a preview with everything it has, after asking on a terminal. Throws `invalid-input` when nobody can be asked. */
export async function rm(
  context: Context,
  address: string,
  options: { yes?: true; json?: true },
  input: NodeJS.ReadStream = process.stdin,
): Promise<number> {
  const { out, err } = context.screen
  const { trpc } = await context.connect()
  const preview = await findPreview(trpc, address)
  const name = err.foreign(nameOf(preview))
  if (!options.yes) {
    if (!input.isTTY || !err.isTerminal) fail('invalid-input', `Deleting ${name} was not confirmed.`, 'Add --yes.')
    if (!(await isConfirmed(input, `Delete ${name} with its versions, builds and logs? [y/N] `))) {
      err.line('Nothing was deleted.')
      return exitCodes.usage
    }
  }
  await trpc.previews.delete.mutate({ previewId: preview.id })
  if (options.json) out.line(JSON.stringify({ previewId: preview.id, deleted: true }))
  else err.line(`Deleting ${name}`)
  return exitCodes.ok
}

async function isConfirmed(input: NodeJS.ReadStream, question: string): Promise<boolean> {
  const questions = createInterface({ input, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await questions.question(question)).trim())
  } finally {
    questions.close()
  }
}
