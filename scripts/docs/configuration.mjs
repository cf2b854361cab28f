/**
 * Writes docs/configuration.md from apps/server/src/env.ts; with `--check` it only tells whether the file is fresh.
 * Needs a Node that strips types.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { variables } from '../../apps/server/src/env.ts'

const file = resolve(import.meta.dirname, '../../docs/configuration.md')

const rows = Object.entries(variables).map(([name, variable]) => {
  const parsed = variable.schema.safeParse('fallback' in variable ? variable.fallback : undefined)
  const value = parsed.success && parsed.data !== undefined ? `\`${parsed.data}\`` : ''
  return `| \`${name}\` | ${value} | ${variable.why.replaceAll('|', '\\|')} |`
})

const text = `# Configuration

All settings are environment variables. A wrong value stops the start, and every wrong key is named. This page is made
from \`apps/server/src/env.ts\` by \`node scripts/docs/configuration.mjs\`.

| variable | default | what it is for |
|---|---|---|
${rows.join('\n')}
`

if (process.argv.includes('--check')) {
  const current = await readFile(file, 'utf8').catch(() => '')
  if (current !== text) {
    console.error('docs/configuration.md is stale: run node scripts/docs/configuration.mjs')
    process.exitCode = 1
  }
} else {
  await writeFile(file, text)
}
