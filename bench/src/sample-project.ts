/** The project that is deployed in M1: a Node app of 100 files, its few dependencies among them. */

/** What the app answers when it was made with this page. */
export function answerOf(page: string): string {
  return `${page}96`
}

/** Makes the files; `nonce` makes them new, `page` is what the app answers with. */
export function sampleProject(nonce: string, page: string): Map<string, string> {
  const files = new Map<string, string>()
  files.set(
    'package.json',
    `${JSON.stringify({ name: 'bench-app', version: '1.0.0', scripts: { start: 'node server.js' } }, null, 2)}\n`,
  )
  files.set('nonce.txt', nonce)
  const modules = Array.from({ length: 96 }, (_, index) => `lib/part-${index}.js`)
  for (const [index, path] of modules.entries())
    files.set(path, `module.exports = ${JSON.stringify(`part ${index} `.repeat(40))}\n`)
  files.set('page.js', `module.exports = ${JSON.stringify(page)}\n`)
  files.set(
    'server.js',
    `const parts = [${modules.map((path) => `require('./${path}')`).join(', ')}]
const page = require('./page.js')
require('node:http').createServer((request, response) => response.end(page + parts.length)).listen(process.env.PORT, '0.0.0.0')
`,
  )
  return files
}
