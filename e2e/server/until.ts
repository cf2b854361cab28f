/** Waits until something holds, looking every 100 ms; throws with what was seen last when it does not in time. */
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  holds: (value: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const value = await look()
    if (holds(value)) return value
    if (Date.now() > deadline)
      throw new Error(`${what}: not within ${timeoutMs} ms; last seen: ${JSON.stringify(value)?.slice(0, 2000)}`)
    await new Promise((done) => setTimeout(done, 100))
  }
}
