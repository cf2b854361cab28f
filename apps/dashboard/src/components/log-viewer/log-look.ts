/** How people like their logs; kept for the next visit. */
import { useState } from 'react'
import type { Zone } from '../../lib/format/times.ts'

export interface LogLook {
  readonly wrap: boolean
  readonly time: Zone | 'hidden'
}

const key = 'kapsules.logs'

function read(): LogLook {
  const [wrap, time] = (localStorage.getItem(key) ?? '').split(' ')
  return { wrap: wrap === 'wrap', time: time === 'utc' || time === 'hidden' ? time : 'local' }
}

/** The look, and how to change it. */
export function useLogLook(): [LogLook, (change: Partial<LogLook>) => void] {
  const [look, setLook] = useState(read)
  const change = (part: Partial<LogLook>) => {
    const next = { ...look, ...part }
    localStorage.setItem(key, `${next.wrap ? 'wrap' : 'flow'} ${next.time}`)
    setLook(next)
  }
  return [look, change]
}
