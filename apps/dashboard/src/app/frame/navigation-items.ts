import { Activity, Boxes, Hammer, KeyRound, type LucideIcon, Server } from 'lucide-react'

export interface NavigationItem {
  readonly to: '/previews' | '/builds' | '/events' | '/access' | '/system'
  readonly label: string
  readonly icon: LucideIcon
  /** Second key after `g`. */
  readonly key: string
  readonly adminOnly?: boolean
}

/** The parts of the product, in the order of the navigation. */
export const navigationItems: readonly NavigationItem[] = [
  { to: '/previews', label: 'Previews', icon: Boxes, key: 'p' },
  { to: '/builds', label: 'Builds', icon: Hammer, key: 'b' },
  { to: '/events', label: 'Events', icon: Activity, key: 'e' },
  { to: '/access', label: 'Access', icon: KeyRound, key: 'a', adminOnly: true },
  { to: '/system', label: 'System', icon: Server, key: 's' },
]
