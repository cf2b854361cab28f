/** Places for the labels of an axis. */

/** About four round numbers from 0 to at least `top`. Base 1024 keeps sizes in bytes round. */
export function valueTicks(top: number, base: 1000 | 1024): number[] {
  if (!(top > 0) || !Number.isFinite(top)) return [0, 1]
  const unit = base ** Math.floor(Math.log(top) / Math.log(base))
  const step = niceStep(top / unit / 3, base) * unit
  const count = Math.max(1, Math.ceil(top / step - 1e-9))
  return Array.from({ length: count + 1 }, (_, index) => index * step)
}

/** The next round number: of 1, 2, 2.5, 5 for decimal units, of powers of two for binary ones. */
function niceStep(rough: number, base: 1000 | 1024): number {
  if (base === 1024) return 2 ** Math.ceil(Math.log2(rough) - 1e-9)
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 2.5, 5].map((nice) => nice * power).find((nice) => nice >= rough - 1e-9) ?? 10 * power
}

const steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600].map((seconds) => seconds * 1000)

/** Three to six round times between two times, epoch ms. */
export function timeTicks(from: number, to: number): number[] {
  const step = steps.find((it) => (to - from) / it <= 5) ?? 7_200_000
  const first = Math.ceil(from / step) * step
  const ticks: number[] = []
  for (let at = first; at <= to; at += step) ticks.push(at)
  return ticks
}
