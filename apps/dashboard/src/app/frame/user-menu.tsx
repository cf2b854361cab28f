import { LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../../components/ui/menu.tsx'
import { signOut } from '../../features/session/sign-in.ts'
import { faultOf } from '../../lib/api/faults.ts'
import { classes } from '../../lib/classes.ts'
import { tellFault } from '../../lib/notify.ts'
import { useMe } from '../../lib/session/me.ts'
import { chooseTheme, type ThemeChoice, useThemeChoice } from '../../lib/theme.ts'

const themes: readonly { readonly value: ThemeChoice; readonly label: string; readonly icon: typeof Sun }[] = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'system', label: 'As the system', icon: Monitor },
]

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ collapsed }: { readonly collapsed: boolean }) {
  const me = useMe()
  const theme = useThemeChoice()
  const leave = () => {
    // a full load: nothing of this session stays in memory, and its connection closes
    signOut().then(
      () => location.assign('/sign-in'),
      (error: unknown) => tellFault('Could not sign out', faultOf(error)),
    )
  }
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          className={classes(
            'flex h-8 min-w-0 items-center gap-2 rounded-md text-left hover:bg-hover pointer-coarse:h-11',
            collapsed ? 'w-8 justify-center' : 'flex-1 px-1.5',
          )}
        >
          <span
            aria-hidden
            className="flex size-5.5 shrink-0 items-center justify-center rounded-full bg-accent-tint text-2xs font-semibold text-accent-text"
          >
            {me.name.slice(0, 1).toUpperCase()}
          </span>
          <span className={collapsed ? 'sr-only' : 'truncate'}>
            <span className="sr-only">Account of </span>
            {me.name}
          </span>
        </button>
      }
    >
      <MenuLabel>
        <span className="block text-text-2">{me.kind === 'user' ? me.email : me.name}</span>
        {me.kind === 'user' && <span className="block">Role: {me.role}</span>}
      </MenuLabel>
      <MenuLine />
      <MenuChoice label="Theme" value={theme} options={themes} onChange={chooseTheme} />
      <MenuLine />
      <MenuItem icon={LogOut} onSelect={leave}>
        Sign out
      </MenuItem>
    </Menu>
  )
}
