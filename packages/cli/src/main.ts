#!/usr/bin/env node
/** The program `kapsules`. */
import { createContext } from './context.ts'
import { readEnv } from './env.ts'
import { run } from './program.ts'
import { createScreen } from './terminal/screen.ts'

// a reader that has seen enough, as in `kapsules logs x | head`, is no failure
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}

const env = readEnv()
const context = createContext(env, createScreen(process.stdout, process.stderr, env.noColor))
process.exitCode = await run(process.argv.slice(2), context)
