import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { type LucideIcon, Monitor, Moon, Sun } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { PhaseLabel } from '../../components/status/phase.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { previewsQuery } from '../../lib/previews/cache.ts'
import { useRights } from '../../lib/session/me.ts'
import { chooseTheme } from '../../lib/theme.ts'
import { navigationItems } from '../frame/navigation-items.ts'
import { PreviewCommands } from './preview-commands.tsx'

/** Go anywhere, do anything, from the keyboard. */
export default function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate()
  const { administer } = useRights()
  const previews = useQuery(previewsQuery).data ?? []
  const run = (action: () => void) => () => {
    onClose()
    action()
  }
  const pages = navigationItems.filter((item) => administer || !item.adminOnly)
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim animate-appear" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[10vh] z-50 mx-auto max-w-xl overflow-hidden rounded-xl bg-raised shadow-float animate-rise"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Command loop label="Commands">
            <Command.Input
              placeholder="Search previews, pages and actions"
              className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none placeholder:text-text-3 pointer-coarse:text-[16px]"
            />
            <Command.List className="max-h-[50dvh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-text-3">Nothing is called that.</Command.Empty>
              <PreviewCommands run={run} />
              <Group heading="Previews">
                {previews.map((preview) => (
                  <PreviewItem
                    key={preview.id}
                    preview={preview}
                    onSelect={run(
                      () => void navigate({ to: '/previews/$previewId', params: { previewId: preview.id } }),
                    )}
                  />
                ))}
              </Group>
              <Group heading="Go to">
                {pages.map(({ to, label, icon }) => (
                  <Item key={to} icon={icon} value={`go to ${label}`} onSelect={run(() => void navigate({ to }))}>
                    {label}
                  </Item>
                ))}
              </Group>
              <Group heading="Theme">
                <Item icon={Sun} value="theme light" onSelect={run(() => chooseTheme('light'))}>
                  Light theme
                </Item>
                <Item icon={Moon} value="theme dark" onSelect={run(() => chooseTheme('dark'))}>
                  Dark theme
                </Item>
                <Item icon={Monitor} value="theme system" onSelect={run(() => chooseTheme('system'))}>
                  Theme as the system
                </Item>
              </Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Items under one heading. */
export function Group({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-text-3"
    >
      {children}
    </Command.Group>
  )
}

interface ItemProps {
  readonly icon: LucideIcon
  /** What is searched. */
  readonly value: string
  readonly onSelect: () => void
  readonly children: ReactNode
}

const itemClasses =
  'flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-hover pointer-coarse:h-11'

/** One thing to go to or to do. */
export function Item({ icon: Icon, value, onSelect, children }: ItemProps) {
  return (
    <Command.Item value={value} onSelect={onSelect} className={itemClasses}>
      <Icon aria-hidden className="size-4 text-text-3" strokeWidth={1.75} />
      {children}
    </Command.Item>
  )
}

function PreviewItem({ preview, onSelect }: { readonly preview: PreviewSummary; readonly onSelect: () => void }) {
  return (
    <Command.Item
      value={`${preview.projectId} ${preview.name} ${preview.id}`}
      onSelect={onSelect}
      className={itemClasses}
    >
      <span className="truncate">
        {preview.projectId} <span className="text-text-3">/ {preview.name}</span>
      </span>
      <span className="ml-auto text-xs">
        <PhaseLabel phase={preview.phase} />
      </span>
    </Command.Item>
  )
}
