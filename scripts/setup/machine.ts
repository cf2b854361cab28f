// What kind of machine this is, as far as the set-up must know it.
import { existsSync, readFileSync } from 'node:fs'

/** True when we may install system packages and start system daemons. */
export const isRoot = process.getuid?.() === 0

/** True on Debian, Ubuntu and what descends from them. */
export const hasApt = existsSync('/usr/bin/apt-get')

/** True when systemd runs this machine, so daemons are started through it. */
export const hasSystemd = existsSync('/run/systemd/system')

/** The distribution's ID of /etc/os-release, such as `debian` or `ubuntu`; empty where there is none. */
export function distribution(): string {
  if (!existsSync('/etc/os-release')) return ''
  return /^ID="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? ''
}
