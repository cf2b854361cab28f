import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { Monitor, Moon, Sun } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { PhaseLabel } from '../../components/status/phase.tsx'
import type { PreviewSummary } from '../../lib/api/types.ts'
import { previewsQuery } from '../../lib/previews/cache.ts'
import { useRights } from '../../lib/session/me.ts'
import { chooseTheme } from '../../lib/theme.ts'
import { navigationItems } from '../frame/navigation-items.ts'
import { Group, Item, itemClasses } from './palette-parts.tsx'
import { PreviewCommands } from './preview-commands.tsx'

/** Drawing a thousand would be slow and nobody reads them. */
const offered = 12

function offeredPreviews(previews: readonly PreviewSummary[], text: string): readonly PreviewSummary[] {
  const needle = text.trim().toLowerCase()
  return previews
    .filter(({ projectId, name, id }) => `${projectId} ${name} ${id}`.toLowerCase().includes(needle))
    .slice(0, offered)
}

/** Go anywhere, do anything, from the keyboard. */
export default function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate()
  const { administer } = useRights()
  const [text, setText] = useState('')
  const previews = offeredPreviews(useQuery(previewsQuery).data ?? [], text)
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
              value={text}
              onValueChange={setText}
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
                <Item icon={Sun} value="light theme" onSelect={run(() => chooseTheme('light'))}>
                  Light theme
                </Item>
                <Item icon={Moon} value="dark theme" onSelect={run(() => chooseTheme('dark'))}>
                  Dark theme
                </Item>
                <Item icon={Monitor} value="system theme" onSelect={run(() => chooseTheme('system'))}>
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
