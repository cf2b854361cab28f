/**
 * The repository paths that a Markdown text names: relative links, and code spans that begin with one of the top-level
 * names. Placeholders (`<noun>`) and ellipses are no paths. Paths come without a trailing slash, anchor or line number.
 */
export function namedPaths(markdown: string, topLevel: string[]): string[] {
  const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) =>
    isRelative(target) ? target : [],
  )
  const spans = [...withoutBlocks(markdown).matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) =>
    isPath(code) && topLevel.includes(code.split('/')[0] ?? '') ? code : [],
  )
  return [...new Set([...links, ...spans].map(bare))].filter((path) => path !== '').sort()
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, '')
}

function isRelative(target: string): boolean {
  return !/^([a-z]+:|#|\/)/.test(target)
}

function isPath(code: string): boolean {
  return /^[\w.@*{},-]+(\/[\w.@*{},-]+)*\/?(:\d+)?$/.test(code) && !code.includes('...')
}

function bare(path: string): string {
  return path
    .replace(/(#.*|:\d+)$/, '')
    .replace(/\/$/, '')
    .replace(/^\.\//, '')
}
