import type { Dockerfile } from 'dockerfile-ast'

const maxDepth = 5

/**
 * An argument as the builder will read it: quotes and escapes gone, variables replaced by the values that ARG and ENV
 * give them in this file. Undefined when a variable's value cannot be told from the file.
 */
export function expand(dockerfile: Dockerfile, text: string, line: number, depth = 0): string | undefined {
  if (depth > maxDepth) return undefined
  let known = true
  const result = text.replace(/["'\\]/g, '').replace(/\$(?:\{([^}]*)\}|([A-Za-z_]\w*))/g, (_, braced, bare) => {
    const value = lookUp(dockerfile, String(bare ?? braced), line)
    const expanded = value === undefined ? undefined : expand(dockerfile, value, line, depth + 1)
    if (expanded === undefined) known = false
    return expanded ?? ''
  })
  return known ? result : undefined
}

function lookUp(dockerfile: Dockerfile, expression: string, line: number): string | undefined {
  const match = /^([A-Za-z_]\w*)(?::([-+])(.*))?$/.exec(expression)
  if (match?.[1] === undefined) return undefined
  const value = dockerfile.resolveVariable(match[1], line) ?? undefined
  if (match[2] === '-') return value === undefined || value === '' ? match[3] : value
  if (match[2] === '+') return value === undefined || value === '' ? '' : match[3]
  return value
}
