/** Small projects that do one thing each. They have no dependencies, so that a build takes a second. */
export type Files = Readonly<Record<string, string>>

interface NodeAppParts {
  /** What server.js is. */
  readonly server: string
  /** What the build script runs, if there is one. */
  readonly build?: string
}

function nodeApp({ server, build }: NodeAppParts): Files {
  const scripts = { ...(build !== undefined && { build: 'node build.js' }), start: 'node server.js' }
  return {
    'package.json': JSON.stringify({ name: 'app', version: '1.0.0', scripts }),
    'server.js': server,
    ...(build !== undefined && { 'build.js': build }),
  }
}

const listening = (text: string) =>
  `require('node:http').createServer((req, res) => res.end(${JSON.stringify(text)})).listen(process.env.PORT, '0.0.0.0')`

/** Answers every request with this text. */
export function answering(text: string): Files {
  return nodeApp({ server: listening(text) })
}

/** Prints `tick 1`, `tick 2` and so on, one every `everyMs`, after the given lines. */
export function ticking(everyMs: number, first: readonly string[] = []): Files {
  return nodeApp({
    server: `
      for (const line of ${JSON.stringify(first)}) console.log(line)
      let n = 0
      setInterval(() => console.log('tick ' + ++n), ${everyMs})
      ${listening('tick')}
    `,
  })
}

/** Makes a build of this run unlike those of earlier ones, whose layers the engine still has. */
const thisRun = process.env.KAPSULES_E2E_OWNER

/** A build that prints these lines, one every `everyMs`, and an app that takes `startMs` to listen. */
export function buildingSlowly(lines: readonly string[], everyMs: number, startMs: number): Files {
  return nodeApp({
    build: `
      // ${thisRun}
      const lines = ${JSON.stringify(lines)}
      const timer = setInterval(() => {
        const line = lines.shift()
        if (line === undefined) clearInterval(timer)
        else console.log(line)
      }, ${everyMs})
    `,
    server: `setTimeout(() => ${listening('built')}, ${startMs})`,
  })
}

/** A build that prints these lines and fails. */
export function failingToBuild(lines: readonly string[]): Files {
  return nodeApp({
    build: `for (const line of ${JSON.stringify(lines)}) console.error(line)\nprocess.exit(1)`,
    server: listening('never'),
  })
}

/** Answers with the time of its start, and takes `endMs` to end. */
export function tellingItsStart(endMs: number): Files {
  return nodeApp({
    server: `
      const startedAt = String(Date.now())
      process.on('SIGTERM', () => setTimeout(() => process.exit(0), ${endMs}))
      require('node:http').createServer((req, res) => res.end(startedAt)).listen(process.env.PORT, '0.0.0.0')
    `,
  })
}

/** Builds, and exits as soon as it is started. */
export const exitingAtStart = nodeApp({
  server: `console.error('Error: no database configured'); process.exit(3)`,
})

/** A project with a Dockerfile of its own that runs this command. */
export function runningInDockerfile(command: string): Files {
  const lines = ['FROM node:24-slim', 'WORKDIR /app', 'COPY . .', `RUN ${command}`, 'EXPOSE 8080', 'USER 1000']
  return {
    Dockerfile: [...lines, 'ENV PORT=8080', 'CMD ["node", "server.js"]'].join('\n'),
    'server.js': listening('its own Dockerfile'),
  }
}

/** What a hostile project prints: markup that would run, a terminal link, colours, and a line that never ends. */
export const hostile = {
  markup: `<img src=x onerror="window.hijacked = true"><script>window.hijacked = true</script>`,
  link: '\u001b]8;;https://evil.example/\u0007free money\u001b]8;;\u0007',
  colours: '\u001b[32mgreen\u001b[0m and \u001b[1;31mred\u001b[0m',
  long: 'x'.repeat(2000),
} as const
