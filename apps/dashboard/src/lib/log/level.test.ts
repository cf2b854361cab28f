import { describe, expect, it } from 'vitest'
import { guessLevel } from './level.ts'

describe('guessLevel', () => {
  it.each([
    ['Error: nothing there', 'error'],
    ['npm ERR! code 1', 'error'],
    ['thread main: panic at x.rs', 'error'],
    ['Uncaught TypeError', 'error'],
    ['code: ERR_MODULE_NOT_FOUND', 'error'],
    ['npm warn deprecated inflight', 'warn'],
    ['(node:1) DeprecationWarning: x', 'warn'],
    ['[info] listening', 'info'],
    ['INFO  listening', 'info'],
    ['debug: cache hit', 'debug'],
    ['GET / 200', 'none'],
    ['terrorist mirror', 'none'],
    ['', 'none'],
  ])('%s is %s', (text, level) => {
    expect(guessLevel(text)).toBe(level)
  })

  it.each([
    ['{"level":30,"msg":"error in name only"}', 'info'],
    ['{"level":50,"msg":"x"}', 'error'],
    ['{"level":20,"msg":"x"}', 'debug'],
    ['{"severity":"WARNING","message":"x"}', 'warn'],
    ['{"level":"critical"}', 'error'],
    ['{"lvl": "trace"}', 'debug'],
    ['{"level":"notice"}', 'info'],
    ['{"msg":"error"}', 'error'],
  ])('believes what a JSON line says of itself: %s', (text, level) => {
    expect(guessLevel(text)).toBe(level)
  })

  it('does not read a whole megabyte to find a level', () => {
    expect(guessLevel(`${'x'.repeat(1_000_000)} error`)).toBe('none')
  })
})
