/** The items of a source, and a `pause` whenever none came for `pauseMs`. Ends with its source. */
export async function* withPauses<T>(
  source: AsyncIterable<T>,
  pauseMs: number,
): AsyncGenerator<T | { readonly kind: 'pause' }, void, undefined> {
  const items = source[Symbol.asyncIterator]()
  let next = items.next()
  try {
    for (;;) {
      const heard = await withinPause(next, pauseMs)
      if (heard === 'pause') {
        yield { kind: 'pause' }
        continue
      }
      if (heard.done) return
      yield heard.value
      next = items.next()
    }
  } finally {
    // a generator that waits cannot be told to return, so nobody waits for it to have done so
    next.catch(() => {})
    void items.return?.()
  }
}

async function withinPause<T>(next: Promise<T>, pauseMs: number): Promise<T | 'pause'> {
  let timer: NodeJS.Timeout | undefined
  const pause = new Promise<'pause'>((resolve) => {
    timer = setTimeout(() => resolve('pause'), pauseMs)
  })
  try {
    return await Promise.race([next, pause])
  } finally {
    clearTimeout(timer)
  }
}
