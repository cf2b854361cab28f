import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'

interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description: ReactNode
  readonly children: ReactNode
}

/** A question that must be answered before anything else. Closes on Escape. */
export function Dialog({ open, onOpenChange, title, description, children }: DialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-scrim animate-appear" />
        <Primitive.Content className="fixed inset-x-3 top-[12vh] z-50 mx-auto max-h-[80dvh] max-w-md overflow-y-auto rounded-xl bg-raised p-5 shadow-float animate-rise focus:outline-none">
          <div className="flex items-start justify-between gap-4">
            <Primitive.Title className="text-lg font-semibold">{title}</Primitive.Title>
            <Primitive.Close asChild>
              <IconButton label="Close" icon={X} className="-mt-1 -mr-1" />
            </Primitive.Close>
          </div>
          <Primitive.Description asChild>
            <div className="mt-1 text-text-2">{description}</div>
          </Primitive.Description>
          <div className="mt-4">{children}</div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

/** The buttons at the end of a dialog, the wanted one last. */
export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="mt-5 flex justify-end gap-2">{children}</div>
}
