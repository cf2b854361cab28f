import { posix } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import type { Source } from './sources.ts'

export interface Import {
  /** As it stands in the source. */
  specifier: string
  /** A path from the top of the repository for our own files, otherwise the specifier itself. */
  target: string
  /** Erased before the program runs. */
  typeOnly: boolean
  /** The names taken from it; empty when all or none are. */
  names: string[]
  line: number
}

type Folders = ReadonlyMap<string, string>

/**
 * All imports and re-exports of a file, static and dynamic.
 * `workspaces` maps the names of our packages to their folders. Throws when the file cannot be parsed.
 */
export function importsOf(source: Source, workspaces: Folders): Import[] {
  const { program, errors } = parseSync(source.path, source.text)
  if (errors[0]) throw new Error(`${source.path} cannot be parsed: ${errors[0].message}`)
  const found: Import[] = []
  const add = (specifier: string, start: number, typeOnly: boolean, names: string[] = []) => {
    const line = source.text.slice(0, start).split('\n').length
    found.push({ specifier, target: targetOf(source.path, specifier, workspaces), typeOnly, names, line })
  }
  new Visitor({
    ImportDeclaration(node) {
      const names = node.specifiers.flatMap((part) => (part.type === 'ImportSpecifier' ? nameOf(part.imported) : []))
      add(node.source.value, node.start, node.importKind === 'type', names)
    },
    ExportNamedDeclaration(node) {
      const names = node.specifiers.map((part) => nameOf(part.local))
      if (node.source) add(node.source.value, node.start, node.exportKind === 'type', names)
    },
    ExportAllDeclaration(node) {
      add(node.source.value, node.start, node.exportKind === 'type')
    },
    ImportExpression(node) {
      if (node.source.type === 'Literal') add(String(node.source.value), node.start, false)
    },
    TSImportType(node) {
      add(node.source.value, node.start, true)
    },
  }).visit(program)
  return found
}

function nameOf(name: { type: string; name?: string; value?: unknown }): string {
  return name.name ?? String(name.value)
}

function targetOf(file: string, specifier: string, workspaces: Folders): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier)
  const [scope = '', name = ''] = specifier.split('/')
  const folder = workspaces.get(scope.startsWith('@') ? `${scope}/${name}` : scope)
  return folder ? `${folder}/` : specifier
}
