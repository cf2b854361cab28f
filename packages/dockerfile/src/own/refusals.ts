import { fail } from '@kapsules/domain'
import {
  Add,
  Copy,
  type Dockerfile,
  type Instruction,
  Keyword,
  ModifiableInstruction,
  Onbuild,
  Run,
} from 'dockerfile-ast'
import { expand } from './variables.ts'

/** One instruction, with where it stands. An ONBUILD's inner instruction is judged like any other. */
interface Judged {
  readonly dockerfile: Dockerfile
  readonly instruction: Instruction
  /** Counted from 0. */
  readonly line: number
  /** Where the stage's WORKDIRs have led up to here. */
  readonly folder: string
}

const keywords: ReadonlySet<string> = new Set(Object.values(Keyword))

/** Refuses what no project may build with. Throws `invalid-dockerfile` that names line and rule. */
export function refuseInstructions(dockerfile: Dockerfile): void {
  let folder = '/'
  for (const outer of dockerfile.getInstructions()) {
    const line = outer.getRange().start.line
    const instruction = outer instanceof Onbuild ? (outer.getTriggerInstruction() ?? outer) : outer
    const judged = { dockerfile, instruction, line, folder }
    const keyword = instruction.getKeyword()
    if (!keywords.has(keyword)) {
      refuse(
        judged,
        `${keyword.slice(0, 40)} is not a Dockerfile instruction`,
        'Correct the instruction, or the line before it when it should go on.',
      )
    }
    if (keyword === 'FROM') folder = '/'
    if (keyword === 'RUN') refuseFlags(judged)
    if (keyword === 'ADD') refuseRemoteAdd(judged)
    if (keyword === 'WORKDIR') folder = enterFolder(judged)
    refuseHeredoc(judged)
  }
}

function refuse({ line, instruction }: Judged, what: string, hint: string): never {
  const evidence = `line ${line + 1}: ${instruction.toString().replace(/\s+/g, ' ').slice(0, 200)}`
  fail('invalid-dockerfile', `Dockerfile line ${line + 1}: ${what}.`, hint, [evidence])
}

function refuseFlags(judged: Judged): void {
  const { instruction } = judged
  if (!(instruction instanceof ModifiableInstruction)) return
  for (const flag of instruction.getFlags()) {
    const name = flag.getName().toLowerCase()
    const value = flag.getValue() ?? ''
    if (!/^[a-z]+$/.test(name) || !/^[A-Za-z0-9_.,:;=/@$+%{}-]*$/.test(value)) {
      refuse(
        judged,
        'a flag of RUN has characters that cannot be judged',
        'Write flags of RUN without quotes and escapes.',
      )
    }
    if (name === 'security')
      refuse(judged, 'RUN --security is not allowed', 'Remove --security; builds run without privileges.')
    if (name === 'network' && value !== 'none' && value !== 'default') {
      refuse(judged, 'RUN --network reaches the host', 'Remove --network.')
    }
    if (name === 'mount') refuseMount(judged, value.toLowerCase().split(','))
  }
}

function refuseMount(judged: Judged, options: readonly string[]): void {
  const has = (...names: string[]) => options.some((option) => names.includes(option.split('=')[0] ?? ''))
  if (options.includes('type=cache') && has('source', 'src', 'from')) {
    refuse(judged, 'a cache mount takes its content from elsewhere', 'Remove source and from of the cache mount.')
  }
}

function refuseRemoteAdd(judged: Judged): void {
  const { dockerfile, instruction, line } = judged
  const words = instruction.getArguments().map((word) => word.getValue())
  if (words[0]?.startsWith('[') && words.some((word) => word.includes('\\'))) {
    refuse(judged, 'the sources of ADD are written with escapes', 'Write the sources of ADD plainly.')
  }
  for (const word of words.slice(0, -1).length > 0 ? words : []) {
    const source = expand(dockerfile, word, line)
    if (source === undefined) {
      refuse(
        judged,
        'a source of ADD is a variable without a value in this file',
        'Write the source plainly, or use COPY.',
      )
    }
    if (/[a-z][a-z0-9+.-]*:\/\/|git@|^\[?github\.com\//i.test(source)) {
      refuse(judged, 'ADD fetches from the network', 'Put the file into the project and use COPY.')
    }
  }
}

function enterFolder(judged: Judged): string {
  const { dockerfile, instruction, line, folder } = judged
  const written = instruction.getArguments().map((word) => word.getValue())
  const path = expand(dockerfile, written.join(' '), line)
  if (path === undefined) {
    refuse(judged, 'WORKDIR is a variable without a value in this file', 'Write the folder plainly, e.g. WORKDIR /app.')
  }
  const entered = resolvePath(path.startsWith('/') ? path : `${folder}/${path}`)
  if (/^\/(proc|sys|dev)(\/|$)/.test(entered)) {
    refuse(judged, `WORKDIR may not lie in ${entered.slice(0, 40)}`, 'Use a folder of the app, e.g. WORKDIR /app.')
  }
  return entered
}

function resolvePath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

function refuseHeredoc(judged: Judged): void {
  const { instruction } = judged
  const found = instruction instanceof Run || instruction instanceof Copy ? instruction.getHeredocs().length > 0 : false
  const added =
    instruction instanceof Add && instruction.getArguments().some((word) => word.getValue().startsWith('<<'))
  if (found || added) {
    refuse(
      judged,
      'here-documents (<<) need a newer builder',
      'Join the commands with &&, or COPY a script and run it.',
    )
  }
}
