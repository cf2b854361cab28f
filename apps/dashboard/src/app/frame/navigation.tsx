import { Link } from '@tanstack/react-router'
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../components/ui/button.tsx'
import { Hint } from '../../components/ui/hint.tsx'
import { Logo, Mark } from '../../components/ui/logo.tsx'
import { classes } from '../../lib/classes.ts'
import { useRights } from '../../lib/session/me.ts'
import { useMedia } from '../../lib/use-media.ts'
import { type NavigationItem, navigationItems } from './navigation-items.ts'
import { UserMenu } from './user-menu.tsx'

/** What this person may see. */
function useItems(): readonly NavigationItem[] {
  const { administer } = useRights()
  return navigationItems.filter((item) => administer || !item.adminOnly)
}

const collapsedKey = 'kapsules.navigation'

/** The left edge on wide screens; icons alone when collapsed, or where tables need the room. */
export function SideNavigation() {
  const roomy = useMedia('(min-width: 1280px)')
  const [wish, setWish] = useState(() => localStorage.getItem(collapsedKey) === 'collapsed')
  const collapsed = wish || !roomy
  const choose = (next: boolean) => {
    localStorage.setItem(collapsedKey, next ? 'collapsed' : 'wide')
    setWish(next)
  }
  return (
    <nav
      aria-label="Main"
      className={classes(
        'hidden shrink-0 flex-col border-r border-line bg-sunken md:flex',
        collapsed ? 'w-14' : 'w-52',
      )}
    >
      <Link
        to="/previews"
        aria-label="Kapsules, previews"
        className={classes('flex h-12 items-center', collapsed ? 'justify-center' : 'px-4')}
      >
        {collapsed ? <Mark /> : <Logo />}
      </Link>
      <ul className="flex flex-1 flex-col gap-0.5 px-2 py-2">
        {useItems().map((item) => (
          <li key={item.to}>
            <SideLink item={item} collapsed={collapsed} />
          </li>
        ))}
      </ul>
      <div
        className={classes('flex gap-1 border-t border-line p-2', collapsed ? 'flex-col items-center' : 'items-center')}
      >
        <UserMenu collapsed={collapsed} />
        {roomy && (
          <IconButton
            label={collapsed ? 'Widen the navigation' : 'Collapse the navigation'}
            icon={collapsed ? PanelLeftOpen : PanelLeftClose}
            onClick={() => choose(!collapsed)}
            hintSide="right"
          />
        )}
      </div>
    </nav>
  )
}

function SideLink({ item, collapsed }: { readonly item: NavigationItem; readonly collapsed: boolean }) {
  const Icon = item.icon
  const link = (
    <Link
      to={item.to}
      aria-label={item.label}
      className={classes(
        'flex h-8 items-center gap-2.5 rounded-md text-text-2 transition-colors hover:bg-hover hover:text-text',
        'aria-[current=page]:bg-active aria-[current=page]:font-medium aria-[current=page]:text-text',
        collapsed ? 'justify-center' : 'px-2',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      {!collapsed && item.label}
    </Link>
  )
  return collapsed ? (
    <Hint label={item.label} side="right">
      {link}
    </Hint>
  ) : (
    link
  )
}

/** The bottom edge on phones. */
export function BottomNavigation() {
  return (
    <nav aria-label="Main" className="border-t border-line bg-raised pb-[env(safe-area-inset-bottom)] md:hidden">
      <ul className="flex">
        {useItems().map(({ to, label, icon: Icon }) => (
          <li key={to} className="min-w-0 flex-1">
            <Link
              to={to}
              className="flex h-14 flex-col items-center justify-center gap-1 text-2xs text-text-3 aria-[current=page]:font-medium aria-[current=page]:text-accent-text"
            >
              <Icon aria-hidden className="size-5" strokeWidth={1.75} />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
