/** Ratios out of paired rounds: the median of the rounds' ratios with a bootstrap interval. */

export interface RatioSummary {
  readonly median: number
  /** Bootstrap 95 % interval of the median. */
  readonly low: number
  readonly high: number
  readonly rounds: number
}

/** The middle value; the mean of the two middle ones for an even count. Throws RangeError on an empty list. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('the median of nothing')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

const resamples = 2000

/** Median and interval of per-round ratios. Deterministic: the resampling uses a generator with a fixed seed. */
export function summariseRatios(ratios: readonly number[]): RatioSummary {
  const random = seeded(20_260)
  const medians = Array.from({ length: resamples }, () =>
    median(Array.from(ratios, () => ratios[Math.floor(random() * ratios.length)] ?? Number.NaN)),
  ).sort((a, b) => a - b)
  const at = (share: number) => medians[Math.min(resamples - 1, Math.floor(share * resamples))] ?? Number.NaN
  return { median: median(ratios), low: at(0.025), high: at(0.975), rounds: ratios.length }
}

/** A linear congruential generator (Numerical Recipes' constants), values in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
