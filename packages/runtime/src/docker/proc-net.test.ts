import { expect, test } from 'vitest'
import { listenersIn, networkBytes } from './proc-net.ts'

test('network bytes are those of all interfaces but loopback', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     500       5    0    0    0     0          0         0      500       5    0    0    0     0       0          0
  eth0:    1046      13    0    0    0     0          0         0      659      10    0    0    0     0       0          0
  eth1:4096      13    0    0    0     0          0         0      1      10    0    0    0     0       0          0
`
  expect(networkBytes(text)).toEqual({ rx: 5142, tx: 660 })
  expect(networkBytes('')).toEqual({ rx: 0, tx: 0 })
})

test('listeners are the sockets in the state of listening, with readable addresses', () => {
  const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 26218 1 0 100 0 0 10 0
   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 26219 1 0 100 0 0 10 0
   2: 0100007F:1F90 0100007F:A5CF 01 00000000:00000000 00:00000000 00000000  1000        0 26220 1 0 100 0 0 10 0
`
  expect(listenersIn(tcp)).toEqual([
    { address: '0.0.0.0', port: 3000 },
    { address: '127.0.0.1', port: 8080 },
  ])
  const tcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue
   0: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000
   1: 00000000000000000000000001000000:0BB9 00000000000000000000000000000000:0000 0A 00000000:00000000
   2: 0000000000000000FFFF00000100007F:0BBA 00000000000000000000000000000000:0000 0A 00000000:00000000
`
  expect(listenersIn(tcp6)).toEqual([
    { address: '::', port: 3000 },
    { address: '::1', port: 3001 },
    { address: '::ffff:127.0.0.1', port: 3002 },
  ])
  expect(listenersIn('nonsense\n 0: xyz:1 0:0 0A')).toEqual([])
})
