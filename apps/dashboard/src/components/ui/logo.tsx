/** The mark alone: a capsule, half full. */
export function Mark({ className = 'size-5' }: { readonly className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className={className}>
      <g transform="rotate(45 16 16)">
        <rect x="9" y="2" width="14" height="28" rx="7" fill="none" stroke="var(--accent)" strokeWidth="2.5" />
        <path d="M9 16h14v7a7 7 0 0 1-14 0z" fill="var(--accent)" />
      </g>
    </svg>
  )
}

/** The mark with the name. */
export function Logo() {
  return (
    <span className="inline-flex items-center gap-2">
      <Mark />
      <span className="text-base font-semibold tracking-tight">Kapsules</span>
    </span>
  )
}
