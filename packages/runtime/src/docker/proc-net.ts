/** Reads what the kernel tells of a process's network under /proc/PID/net. Pure. */
import { SocketAddress } from 'node:net'
import type { Listener } from '@kapsules/domain'

/** Bytes received and sent over all interfaces but loopback, from /proc/PID/net/dev. */
export function networkBytes(text: string): { readonly rx: number; readonly tx: number } {
  const total = { rx: 0, tx: 0 }
  for (const line of text.split('\n')) {
    const [name, counts] = line.split(':')
    if (name === undefined || counts === undefined || name.trim() === 'lo') continue
    const columns = counts.trim().split(/\s+/)
    total.rx += Number(columns[0])
    total.tx += Number(columns[8])
  }
  return total
}

const listening = '0A'

/** Listening sockets from /proc/PID/net/tcp or tcp6. */
export function listenersIn(text: string): Listener[] {
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/)
    const [address = '', port = ''] = local.split(':')
    if (state !== listening || !/^([0-9A-F]{8}|[0-9A-F]{32})$/i.test(address)) return []
    return [{ address: readAddress(address), port: Number.parseInt(port, 16) }]
  })
}

/** The kernel prints addresses as 32-bit words in the byte order of the machine, which is little-endian wherever we run. */
function readAddress(hex: string): string {
  const bytes = Buffer.from(hex, 'hex')
  bytes.swap32()
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16))
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address
}
