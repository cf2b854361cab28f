/**
 * Whether a version lies in a range of the few forms that `engines.node` uses: `>=22.18`, `^24`, joined by `||`.
 * @param {string} version such as `24.21.0`
 * @param {string} range
 */
export function satisfies(version, range) {
  const actual = numbers(version)
  return range.split('||').some((part) => {
    const [, operator, wanted] = /^\s*(>=|\^)\s*v?(\d+(?:\.\d+){0,2})\s*$/.exec(part) ?? []
    if (operator === undefined || wanted === undefined) throw new Error(`cannot read the Node range "${part}"`)
    const least = numbers(wanted)
    const sameMajor = actual[0] === least[0]
    return compare(actual, least) >= 0 && (operator === '>=' || sameMajor)
  })
}

/** @param {string} version */
function numbers(version) {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return [major, minor, patch]
}

/**
 * @param {number[]} left
 * @param {number[]} right
 */
function compare(left, right) {
  for (const [index, number] of left.entries()) {
    const difference = number - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
