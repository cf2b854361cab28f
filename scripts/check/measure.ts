import { parseSync, Visitor } from 'oxc-parser'
import type { Source } from './sources.ts'

const FILE_LINES = 400
const TEST_FILE_LINES = 600
const FUNCTION_LINES = 60
const COMPONENT_LINES = 120

/** What of a file is over its budget of lines, in words. Functions of tests are not measured: a suite is one function. */
export function overBudget(source: Source): string[] {
  const found: string[] = []
  const lines = lineCount(source.text.trimEnd())
  const fileBudget = source.isTest ? TEST_FILE_LINES : FILE_LINES
  if (lines > fileBudget) found.push(`${source.path} has ${lines} lines (at most ${fileBudget})`)
  if (source.isTest) return found
  const functionBudget = source.path.endsWith('.tsx') ? COMPONENT_LINES : FUNCTION_LINES
  for (const { name, line, length } of functionsOf(source)) {
    if (length > functionBudget)
      found.push(`${source.path}:${line} ${name} has ${length} lines (at most ${functionBudget})`)
  }
  return found
}

interface Measured {
  name: string
  line: number
  length: number
}

function functionsOf(source: Source): Measured[] {
  const measured: Measured[] = []
  const measure = (node: { start: number; end: number; id?: { name: string } | null }) => {
    const length = lineCount(source.text.slice(node.start, node.end))
    measured.push({ name: node.id?.name ?? 'a function', line: lineCount(source.text.slice(0, node.start)), length })
  }
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(parseSync(source.path, source.text).program)
  return measured
}

function lineCount(text: string): number {
  return text.split('\n').length
}
