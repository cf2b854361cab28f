import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FaultError, fault, toFault } from '@kapsules/domain'
import { runTool } from './run-tool.ts'
import type { Workshop } from './workshop.ts'

/** Runs an apt program for the engine's architecture and answers what it printed. */
export type Apt = (program: 'apt-get' | 'apt-cache', args: readonly string[]) => Promise<string>

/**
 * Does work with the package lists of the host. When that fails (no lists, old lists, another architecture) it is done
 * once more with fresh lists of our own below the cache folder, which needs no root and changes nothing on the host.
 * Throws `base-image-missing` with the lines of both tries, or the signal's reason.
 */
export async function withApt<T>(shop: Workshop, work: (apt: Apt) => Promise<T>): Promise<T> {
  try {
    return await work(aptWith(architecture(shop), shop))
  } catch (first) {
    shop.signal.throwIfAborted()
    try {
      const own = await ownLists(shop)
      return await work(aptWith([...architecture(shop), ...own], shop))
    } catch (second) {
      shop.signal.throwIfAborted()
      throw bothFailed(first, second)
    }
  }
}

function aptWith(options: readonly string[], shop: Workshop): Apt {
  return (program, args) => {
    const [verb = '', ...rest] = args
    return runTool(program, [verb, ...options, ...rest], { cwd: shop.folder, signal: shop.signal })
  }
}

function architecture(shop: Workshop): string[] {
  return ['-o', `APT::Architecture=${shop.architecture}`, '-o', `APT::Architectures=${shop.architecture}`]
}

async function ownLists(shop: Workshop): Promise<string[]> {
  const root = join(shop.cacheDir, `apt-${shop.architecture}`)
  await mkdir(join(root, 'lists', 'partial'), { recursive: true })
  await mkdir(join(root, 'cache', 'archives', 'partial'), { recursive: true })
  const options = [
    `Dir::State::lists=${join(root, 'lists')}`,
    `Dir::Cache=${join(root, 'cache')}`,
    'APT::Sandbox::User=root',
  ]
  const own = options.flatMap((option) => ['-o', option])
  await aptWith([...architecture(shop), ...own], shop)('apt-get', ['update', '-qq'])
  return own
}

function bothFailed(first: unknown, second: unknown): FaultError {
  const [host, own] = [toFault(first), toFault(second)]
  const evidence = ['With the lists of the host:', host.message, ...host.evidence]
  evidence.push('With fresh lists:', own.message, ...own.evidence)
  const message = "The distribution's packages could not be fetched."
  return new FaultError(fault('base-image-missing', message, own.hint, evidence), { cause: second })
}
