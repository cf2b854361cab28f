import { expect, test } from 'vitest'
import { defaultBaseImageSettings } from './base-images/index.ts'
import { createDockerRuntime } from './create.ts'
import { answering } from './testing/sick-engine.ts'

test.each([
  ['1.38', null],
  ['1.39', '2'],
  ['1.41', '2'],
  ['2.0', '2'],
])('an engine of API %s builds with the builder that it has', async (ApiVersion, version) => {
  const asked: (string | null)[] = []
  await using engine = await answering((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://engine')
    if (pathname === '/version') response.end(JSON.stringify({ Version: '1', ApiVersion }))
    else if (pathname === '/build') {
      asked.push(searchParams.get('version'))
      response.end('{"aux":{"ID":"sha256:abc"}}\n')
    } else response.end('{"Id":"sha256:abc","Size":5,"Config":{}}')
  })
  const baseImages = { ...defaultBaseImageSettings, cacheDir: '/nonexistent' }
  const runtime = createDockerRuntime({ owner: 'unit', dockerHost: engine.address, baseImages })
  const build = { buildId: 'b', previewId: 'p', tag: 'kapsules/preview:b', dockerfile: 'FROM x', files: [] }
  for (const _ of [1, 2]) {
    expect(await runtime.build(build, () => undefined, AbortSignal.timeout(5_000))).toEqual({
      ok: true,
      image: { imageId: 'sha256:abc', sizeBytes: 5 },
    })
  }
  expect(asked).toEqual([version, version])
})
