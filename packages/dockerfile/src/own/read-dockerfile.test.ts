import { FaultError } from '@kapsules/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { recipeOf } from '../testing.ts'
import { readDockerfile } from './read-dockerfile.ts'

const refused = (text: string) => {
  try {
    readDockerfile(text)
  } catch (error) {
    if (error instanceof FaultError) return error.fault
    throw error
  }
  return undefined
}
const from = 'FROM node:22-slim\n'

describe('B22: what a brought Dockerfile may not do', () => {
  test.each([
    ['# syntax=evil/frontend:1\nFROM node', 'syntax'],
    ['#syntax = docker/dockerfile:1.7\nFROM node', 'syntax'],
    ['\uFEFF# syntax=evil/frontend:1\r\nFROM node', 'syntax'],
    ['# a comment\n#  SYNTAX=evil\nFROM node', 'syntax'],
    ['// syntax=evil\nFROM node', 'syntax'],
    ['# escape=`\nFROM node', 'escape'],
    [`${from}RUN --security=insecure id`, '--security'],
    [`${from}run --mount=type=cache,target=/x --security=insecure id`, '--security'],
    [`${from}RUN \\\n # why not\n\n  --secu\\\nrity=insecure id`, '--security'],
    [`${from}RUN --secu"rity"=insecure id`, 'cannot be judged'],
    [`${from}RUN --security=in\\secure id`, '--security'],
    [`${from}ONBUILD RUN --security=insecure id`, '--security'],
    [`${from}RUN --network=host curl x`, '--network'],
    [`${from}RUN --mount=type=cache,target=/c,source=../../x id`, 'cache mount'],
    [`${from}RUN --mount=type=cache,target=/c,SRC=x id`, 'cache mount'],
    [`${from}RUN --mount=target=/c,type=cache,from=busybox id`, 'cache mount'],
    [`${from}RUN --mount="type=cache,source=/x" id`, 'cannot be judged'],
    [`${from}WORKDIR /proc/self/fd/8`, 'WORKDIR'],
    [`${from}WORKDIR //proc/./self`, 'WORKDIR'],
    [`${from}WORKDIR /app/../proc`, 'WORKDIR'],
    [`${from}WORKDIR "/pr"oc/self/fd/8`, 'WORKDIR'],
    [`${from}WORKDIR /p\\roc`, 'WORKDIR'],
    [`${from}WORKDIR /app\nWORKDIR ../proc/self`, 'WORKDIR'],
    [`${from}ENV D=/proc\nENV E=$D/self\nWORKDIR \${E}/fd`, 'WORKDIR'],
    [`${from}WORKDIR \${NOPE:-/proc}`, 'WORKDIR'],
    [`${from}WORKDIR $NOPE`, 'WORKDIR'],
    [`${from}WORKDIR /dev/fd/8`, 'WORKDIR'],
    [`${from}ONBUILD WORKDIR /proc`, 'WORKDIR'],
    [`${from}RUN \u00a0--security=insecure id`, 'line 2'],
  ])('B22: %j', (text, word) => {
    expect(refused(text)).toMatchObject({ code: 'invalid-dockerfile', message: expect.stringContaining(word) })
  })

  test('B22: VOLUME and HEALTHCHECK are left out, line numbers stay, USER has no say', async () => {
    const text = `${from}VOLUME ["/data", \\\n  "/more"]\nHEALTHCHECK CMD true\nUSER 0\nCMD ["node"]\n`
    const brought = readDockerfile(text)
    expect(brought.text).toBe(`${from}#\n#\n#\nUSER 0\nCMD ["node"]\n`)
    expect(brought.dropped).toEqual(['VOLUME', 'HEALTHCHECK'])
    expect((await recipeOf({ Dockerfile: text })).reasons).toContain('VOLUME is left out: the platform decides it')
  })
})

describe('B23: what is not a Dockerfile', () => {
  test.each([
    ['', 'empty'],
    ['\n\n', 'empty'],
    ['RUN id', 'does not begin with FROM'],
    ['# only a comment', 'does not begin with FROM'],
    ['ARG X=1\nRUN id', 'does not begin with FROM'],
    ['FROM', 'does not begin with FROM|without an image'],
    [`${from}FOO bar`, 'FOO is not a Dockerfile instruction'],
    [`${from}${'RUN id\n'.repeat(10_000)}`, '2000 lines'],
    [`${from}RUN ${'x'.repeat(300_000)}`, '256 KiB'],
    [`${from}RUN <<EOF\nid\nEOF\n`, 'here-documents'],
    [`${from}COPY <<-"EOF" /x\nid\nEOF\n`, 'here-documents'],
    [`${from}ADD <<EOF /x\nid\nEOF\n`, 'here-documents|not a Dockerfile instruction'],
    [`${from}RUN a\0b`, 'line 2'],
    [`${from}RUN a\rWORKDIR /proc`, 'line 2'],
  ])('B23: refused, case %#', (text, words) => {
    expect(refused(text)).toMatchObject({ code: 'invalid-dockerfile', message: expect.stringMatching(words) })
  })

  test('B23: byte order mark and CRLF are taken away', () => {
    expect(readDockerfile('\uFEFFFROM node:22\r\nEXPOSE 3000\r\n')).toMatchObject({
      text: 'FROM node:22\nEXPOSE 3000\n',
      port: 3000,
    })
  })
})

describe('B24: nothing is fetched by ADD', () => {
  test.each([
    'ADD http://169.254.169.254/latest /x',
    'ADD --chown=1:1 https://example.org/x.tgz /x',
    'ADD a.txt HTTPS://example.org/x /x',
    'ADD ["http://example.org/x", "/x"]',
    'ADD ["\\u0068ttp://example.org/x", "/x"]',
    'ADD "http"://example.org/x /x',
    'ADD \\\n  http://example.org/x /x',
    'ADD git@example.org:a/b.git /x',
    'ADD git://example.org/b /x',
    'ADD github.com/a/b /x',
    'ARG URL=http://example.org/x\nADD $URL /x',
    `ADD $\{URL:-http://example.org/x} /x`,
    'ADD $URL /x',
    'ONBUILD ADD http://example.org/x /x',
  ])('B24: %s', (lines) => {
    expect(refused(from + lines)).toMatchObject({ code: 'invalid-dockerfile', message: expect.stringContaining('ADD') })
  })

  test('B24: files of the project may be added', () => {
    expect(refused(`${from}ADD site.tar.gz ./src/ /srv/\nARG F=a.txt\nADD $F /b\n`)).toBeUndefined()
  })
})

describe('a brought Dockerfile', () => {
  test('is built from our bases, and it is said where', async () => {
    const text = [
      'ARG V=20.11',
      `FROM --platform=linux/amd64 docker.io/library/node:$\{V}-alpine AS node`,
      'FROM node AS again',
      'FROM python:3.9-slim',
      'FROM golang:1.23',
      `FROM nginx@sha256:${'a'.repeat(64)}`,
      'COPY --from=again /app /usr/share/nginx/html',
    ].join('\n')
    const recipe = await recipeOf({ Dockerfile: text, 'package.json': {} })
    expect(recipe.dockerfile.split('\n').filter((line) => line.startsWith('FROM'))).toEqual([
      'FROM --platform=linux/amd64 base/node:20 AS node',
      'FROM node AS again',
      'FROM base/python:3.12',
      'FROM golang:1.23',
      'FROM base/nginx:1',
    ])
    expect(recipe).toMatchObject({ kind: 'dockerfile', port: 80, extraFiles: [] })
    expect(recipe.bases.map(({ ref }) => ref)).toEqual(['base/node:20', 'base/python:3.12', 'base/nginx:1'])
    expect(recipe.reasons).toContain('line 2: docker.io/library/node:20.11-alpine is taken from base/node:20')
    expect(recipe.writablePaths).toContain('/var/cache/nginx')
  })

  test('keeps an alpine image that it installs into', async () => {
    const recipe = await recipeOf({ Dockerfile: 'FROM node:22-alpine\nRUN apk add git\n' })
    expect(recipe.dockerfile).toContain('FROM node:22-alpine')
    expect(recipe.bases).toEqual([])
  })

  test.each([
    ['EXPOSE 3000', 3000],
    ['EXPOSE 53/udp 4000/tcp', 4000],
    ['ENV P=5000\nEXPOSE $P', 5000],
    ['EXPOSE 70000 0', 8080],
    ['', 8080],
  ])('%j gives port %i', async (line, port) => {
    expect((await recipeOf({ Dockerfile: `${from}${line}\n` })).port).toBe(port)
  })

  test('ordinary flags, variables and folders are left alone', () => {
    const text = `${from}ENV APP_HOME=/app\nWORKDIR $APP_HOME\nWORKDIR src\nRUN --mount=type=cache,target=/root/.npm --network=none npm ci && echo "<<EOF"\nCOPY --chown=1000:1000 . .\n`
    expect(refused(text)).toBeUndefined()
  })

  test('B22 B23: reading never throws anything but a fault', () => {
    const words = [
      'FROM',
      'node',
      'RUN',
      '--security=insecure',
      '--mount=type=cache',
      'ADD',
      'WORKDIR',
      '/proc',
      '$X',
      `$\{X:-y}`,
      '<<EOF',
      'EOF',
      'ONBUILD',
      'EXPOSE',
      '80',
      '\\\n',
      '\n',
      '#',
      '"',
      '[',
      ']',
      'ARG X=$X',
      ' ',
      '\t',
      'VOLUME',
      '`',
      '$',
      '{',
    ]
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 40 }), (parts) => {
        refused(parts.join(' '))
        refused(`FROM node\n${parts.join('')}`)
      }),
      { numRuns: 400 },
    )
  })
})
