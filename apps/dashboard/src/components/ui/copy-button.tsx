import { Check, Copy } from 'lucide-react'
import { useCopy } from '../../lib/use-copy.ts'
import { IconButton } from './button.tsx'
import { scrollRegion } from './scroll-region.ts'

interface CopyButtonProps {
  readonly text: string
  /** What is copied: "Copy address". */
  readonly label: string
  readonly className?: string
}

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, label, className }: CopyButtonProps) {
  const { copied, copy } = useCopy()
  return (
    <IconButton
      label={copied ? 'Copied' : label}
      icon={copied ? Check : Copy}
      onClick={() => copy(text)}
      {...(className && { className })}
    />
  )
}

/** A command or a key to be copied whole. */
export function CopyLine({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="flex max-w-full items-start gap-1 rounded-lg border border-line bg-sunken py-1 pr-1 pl-3 text-left">
      <section aria-label={label} {...scrollRegion} className="min-w-0 flex-1 overflow-x-auto py-1.5">
        <pre className="log-text whitespace-pre">{text}</pre>
      </section>
      <CopyButton text={text} label={label} />
    </div>
  )
}
