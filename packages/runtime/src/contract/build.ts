import { expect } from 'vitest'
import type { BuildOutput } from '../driver.ts'
import { buildOf, type Contract, cleanUp, eventually, instanceOf, patience, runBuild } from './subject.ts'

/** How an image is built, kept and removed. */
export const buildContract: Contract = {
  'a build tells its steps and lines in order and gives an image': async (subject) => {
    const spec = buildOf(subject, `COPY note.txt /note.txt\nRUN echo first-${Date.now()} && echo second`, {
      'note.txt': 'hi',
    })
    const { result, steps, logs } = await runBuild(subject, spec)
    expect(result).toMatchObject({ ok: true, image: { imageId: expect.stringMatching(/^sha256:/) } })
    const run = steps.filter(({ name }) => name.includes('RUN echo'))
    expect(run.map(({ state }) => state)).toEqual(['running', 'done'])
    expect(run.at(-1)?.finishedAt).toBeGreaterThanOrEqual(run[0]?.startedAt ?? Number.POSITIVE_INFINITY)
    const printed = logs.filter(({ index }) => index === run[0]?.index)
    expect(printed.map(({ channel, text }) => `${channel} ${text.replace(/\d+/, 'N')}`)).toEqual([
      'stdout first-N',
      'stdout second',
    ])
    const order = [...new Set(steps.map(({ index }) => index))]
    expect(order).toEqual(order.map((_, at) => at))
    const listed = await subject.runtime.listImages(patience())
    expect(listed.filter(({ buildId }) => buildId === spec.buildId)).toMatchObject([{ tags: [spec.tag] }])
    await subject.runtime.removeImage(spec.tag, patience())
  },

  'a build of the same files is cached, step by step': async (subject) => {
    const dockerfile = `COPY note.txt /note.txt\nRUN echo made-${Date.now()}`
    const [one, other] = [
      buildOf(subject, dockerfile, { 'note.txt': 'a' }),
      buildOf(subject, dockerfile, { 'note.txt': 'a' }),
    ]
    await runBuild(subject, one)
    const { result, steps } = await runBuild(subject, other)
    expect(result.ok).toBe(true)
    expect(steps.filter(({ name }) => name.includes('RUN echo')).map(({ state }) => state)).toEqual(['cached'])
    const changed = buildOf(subject, dockerfile, { 'note.txt': 'b' })
    const again = await runBuild(subject, changed)
    expect(again.steps.some(({ name, state }) => name.includes('RUN echo') && state === 'done')).toBe(true)
    for (const spec of [one, other, changed]) await subject.runtime.removeImage(spec.tag, patience())
  },

  'a build that fails names its exit code and tags nothing': async (subject) => {
    const spec = buildOf(subject, `RUN echo before-${Date.now()} && exit 3`)
    const { result, steps, logs } = await runBuild(subject, spec)
    expect(result).toMatchObject({ ok: false, failure: { exitCode: 3, message: expect.stringContaining('exit 3') } })
    expect(steps.at(-1)).toMatchObject({ state: 'failed' })
    expect(logs.some(({ text }) => text.startsWith('before-'))).toBe(true)
    expect(logs.some(({ channel }) => channel === 'system')).toBe(true)
    expect(await subject.runtime.hasImage(spec.tag, patience())).toBe(false)
  },

  'B23: a Dockerfile that cannot be read is a failure with a message': async (subject) => {
    const { result } = await runBuild(subject, buildOf(subject, 'FROBNICATE all'))
    expect(result).toMatchObject({
      ok: false,
      failure: { exitCode: null, message: expect.stringMatching(/unknown instruction/i) },
    })
  },

  'an abort really stops a build and leaves nothing': async (subject) => {
    const spec = buildOf(subject, `RUN echo begun-${Date.now()} && sleep 120`)
    const stop = new AbortController()
    const reason = new Error('cancelled by hand')
    const onOutput = (output: BuildOutput) => {
      if (output.kind === 'log' && output.text.startsWith('begun-')) stop.abort(reason)
    }
    await expect(subject.runtime.build(spec, onOutput, AbortSignal.any([stop.signal, patience()]))).rejects.toBe(reason)
    expect(await subject.runtime.hasImage(spec.tag, patience())).toBe(false)
    const images = await subject.runtime.listImages(patience())
    expect(images.filter(({ buildId }) => buildId === spec.buildId)).toEqual([])
  },

  'what onOutput throws ends the build': async (subject) => {
    const spec = buildOf(subject, `RUN echo begun-${Date.now()} && sleep 120`)
    const broken = new Error('the store is away')
    const onOutput = () => Promise.reject(broken)
    await expect(subject.runtime.build(spec, onOutput, patience())).rejects.toBe(broken)
    expect(await subject.runtime.hasImage(spec.tag, patience())).toBe(false)
  },

  'an image is there until it is removed, and stays while it is in use': async (subject) => {
    const spec = buildOf(subject, `RUN echo image-${Date.now()}\nCMD ["/bin/true"]`)
    const { result } = await runBuild(subject, spec)
    const imageId = result.ok ? result.image.imageId : ''
    expect(await subject.runtime.hasImage(imageId, patience())).toBe(true)
    const user = instanceOf(subject, 'exit', { image: spec.tag })
    await subject.runtime.launch(user, patience())
    await subject.runtime.removeImage(imageId, patience())
    expect(await subject.runtime.hasImage(imageId, patience())).toBe(true)
    await cleanUp(subject, user)
    await subject.runtime.removeImage(imageId, patience())
    expect(await subject.runtime.hasImage(imageId, patience())).toBe(false)
    await subject.runtime.removeImage(imageId, patience())
  },

  'a build that is stopped does not go on behind our back': async (subject) => {
    const dockerfile = `RUN echo slow-${Date.now()} && sleep 3`
    const stop = new AbortController()
    const onOutput = (output: BuildOutput) => {
      if (output.kind === 'log' && output.text.startsWith('slow-')) stop.abort()
    }
    await expect(subject.runtime.build(buildOf(subject, dockerfile), onOutput, stop.signal)).rejects.toThrow()
    // had the step run to its end, a second build would find it done
    const spec = buildOf(subject, dockerfile)
    const { steps } = await runBuild(subject, spec)
    expect(steps.filter(({ name }) => name.includes('RUN echo')).map(({ state }) => state)).toEqual(['running', 'done'])
    await eventually('the image', () => subject.runtime.hasImage(spec.tag, patience()))
    await subject.runtime.removeImage(spec.tag, patience())
  },
}

/** What a driver keeps whose builds run real commands. */
export const realBuildsContract: Contract = {
  'output comes in whole lines with its colours, from either channel, whatever its bytes': async (subject) => {
    const script = [
      `printf 'half${Date.now()}'`,
      'sleep 0.1',
      `printf ' whole\\n\\033[31mred\\033[0m\\n\\377\\n10%%\\r100%%\\r\\n'`,
      `printf 'no end' >&2`,
    ].join(' && ')
    const { logs } = await runBuild(subject, buildOf(subject, `RUN ${script}`))
    const printed = logs.filter(({ channel }) => channel !== 'system').map(({ text }) => text.replace(/\d{5,}/, 'N'))
    expect(printed.sort()).toEqual(['halfN whole', '\u001b[31mred\u001b[0m', '\uFFFD', '100%', 'no end'].sort())
  },

  'a slow reader loses nothing': async (subject) => {
    const spec = buildOf(subject, `RUN seq 1 2000 && echo ${Date.now()}`)
    const seen: string[] = []
    const result = await subject.runtime.build(
      spec,
      async (output) => {
        if (output.kind === 'log' && output.channel === 'stdout') seen.push(output.text)
        await new Promise((resolve) => setImmediate(resolve))
      },
      AbortSignal.timeout(60_000),
    )
    expect(result.ok).toBe(true)
    expect(seen.slice(0, 2_000)).toEqual(Array.from({ length: 2_000 }, (_, index) => String(index + 1)))
    await subject.runtime.removeImage(spec.tag, patience())
  },
}
