import { expect, it } from 'vitest'
import { namedPaths } from './named-paths.ts'

const topLevel = ['apps', 'packages', 'README.md', 'docker-compose.yml']

it('takes relative links and code spans that begin with a top-level name', () => {
  const text =
    'See [the plan](docs/plan.md#words), `apps/server/src/main.ts:12`, `packages/*/src/` and `docker-compose.yml`.'
  expect(namedPaths(text, topLevel)).toEqual([
    'apps/server/src/main.ts',
    'docker-compose.yml',
    'docs/plan.md',
    'packages/*/src',
  ])
})

it('leaves addresses, commands, placeholders and code blocks alone', () => {
  const text = [
    '[home](https://example.com/a/b), [top](#top), `pnpm test`, `apps/<noun>/index.ts`, `apps/.../x.ts`, `other/thing`',
    '```',
    '`apps/nowhere.ts`',
    '```',
  ].join('\n')
  expect(namedPaths(text, topLevel)).toEqual([])
})
