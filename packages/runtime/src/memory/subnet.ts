/** Whether two IPv4 subnets in CIDR notation have an address in common. */
export function overlaps(one: string, other: string): boolean {
  const [a, b] = [range(one), range(other)]
  return a.first <= b.last && b.first <= a.last
}

function range(cidr: string): { first: number; last: number } {
  const [address = '', bits = '32'] = cidr.split('/')
  const size = 2 ** (32 - Number(bits))
  const number = address.split('.').reduce((total, part) => total * 256 + Number(part), 0)
  const first = number - (number % size)
  return { first, last: first + size - 1 }
}
