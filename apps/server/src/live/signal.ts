/** Something happened; how often does not matter. */
export interface Signal {
  fire(): void
  /** Resolves true at the next fire, or false after `timeoutMs` or when the abort signal fires. A fire that came after the previous wait returned counts. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<boolean>
}

/** Makes a signal for one waiter. */
export function createSignal(): Signal {
  let fired = false
  let wake: (() => void) | null = null
  return {
    fire() {
      fired = true
      wake?.()
    },
    async wait(timeoutMs, signal) {
      if (!fired && !signal.aborted) await pause(timeoutMs, signal, (resolve) => (wake = resolve))
      wake = null
      const was = fired
      fired = false
      return was
    },
  }
}

function pause(timeoutMs: number, signal: AbortSignal, onWake: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, timeoutMs)
    signal.addEventListener('abort', finish, { once: true })
    onWake(finish)
  })
}
