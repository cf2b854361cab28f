import { Search } from 'lucide-react'
import { IconButton } from '../../components/ui/button.tsx'
import { Keys } from '../../components/ui/hint.tsx'
import { isApple } from '../../lib/platform.ts'
import { Breadcrumb } from './breadcrumb.tsx'
import { ConnectionPill } from './connection-pill.tsx'
import { UserMenu } from './user-menu.tsx'

/** Where you are, search, and whether this is live. */
export function TopBar({ onSearch }: { readonly onSearch: () => void }) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-3 sm:px-5">
      <Breadcrumb />
      <span className="ml-auto flex items-center gap-1.5">
        <ConnectionPill />
        <button
          type="button"
          onClick={onSearch}
          className="hidden h-8 w-52 items-center gap-2 rounded-md border border-line-strong bg-sunken px-2.5 text-text-3 hover:text-text-2 md:flex"
        >
          <Search aria-hidden className="size-3.5" />
          <span className="flex-1 text-left">Search or jump to</span>
          <Keys>{isApple ? '⌘K' : 'Ctrl K'}</Keys>
        </button>
        <span className="flex md:hidden">
          <IconButton label="Search or jump to" icon={Search} onClick={onSearch} />
          <UserMenu collapsed />
        </span>
      </span>
    </header>
  )
}
