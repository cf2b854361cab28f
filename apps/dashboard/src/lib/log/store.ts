import type { LogLine } from '@kapsules/domain'
import { LogBuffer } from './buffer.ts'

const paceMs = 50

/** A buffer that tells its viewers when it changed, at most every {@link paceMs}: a burst of lines is one redraw. */
export class LogStore {
  readonly buffer: LogBuffer
  readonly #listeners = new Set<() => void>()
  #version = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(capacity?: number) {
    this.buffer = new LogBuffer(capacity)
  }

  append(lines: readonly LogLine[]): void {
    this.buffer.append(lines)
    this.#changed()
  }

  prepend(lines: readonly LogLine[]): void {
    this.buffer.prepend(lines)
    this.#changed()
  }

  gap(skipped: number): void {
    this.buffer.gap(skipped)
    this.#changed()
  }

  /** Calls back after changes; returns the way out. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Rises with each change that was told. */
  readonly version = (): number => this.#version

  #changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#version += 1
      for (const listener of this.#listeners) listener()
    }, paceMs)
  }
}
