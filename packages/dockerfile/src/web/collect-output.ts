/** Where the script lies in the build context, and where it puts the site. */
export const collectScriptPath = '.kapsules/collect-output.mjs'
export const collectedSite = '.kapsules/site'

/**
 * Runs in the build stage after a site's build: finds the folder that has the pages and puts it in one known place.
 * Its arguments are the folders to look in, best first. Which folder a build writes to is only certain afterwards.
 */
export const collectScript = `import { cpSync, existsSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

const target = '${collectedSite}'
const private_ = new Set(['node_modules', 'package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'])

const folders = (folder) =>
  readdirSync(folder).map((name) => join(folder, name)).filter((path) => statSync(path).isDirectory())

const candidates = process.argv.slice(2).flatMap((folder) => {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return []
  if (folder === '.') return [folder]
  const inner = folders(folder)
  return [folder, join(folder, 'browser'), join(folder, 'client'), ...inner.map((path) => join(path, 'browser')), ...inner]
})

const has = (page) => (folder) => existsSync(join(folder, page))
const site = candidates.find(has('index.html')) ?? candidates.find(has('200.html')) ?? candidates.find(has('404.html'))

if (site === undefined) {
  console.error('kapsules: the build made no index.html in: ' + process.argv.slice(2).join(', '))
  console.error('kapsules: after the build there is: ' + readdirSync('.').filter((name) => name !== '.kapsules').join(', '))
  process.exit(1)
}

const copy = () =>
  cpSync(site, target, {
    recursive: true,
    filter: (path) => site !== '.' || !(private_.has(path) || (path !== '.' && path.startsWith('.'))),
  })

if (site === '.') {
  copy()
} else {
  try {
    renameSync(site, target)
  } catch {
    copy()
  }
}
console.log('kapsules: serving ' + site)
`
