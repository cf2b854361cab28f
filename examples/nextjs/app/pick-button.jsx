'use client'

import { useRouter } from 'next/navigation'
import { useTransition } from 'react'

export function PickButton() {
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  const pick = () =>
    startTransition(async () => {
      const response = await fetch('/api/pick')
      const { slug } = await response.json()
      router.push(`/recipes/${slug}`)
    })
  return (
    <button type="button" onClick={pick} disabled={isPending}>
      {isPending ? 'Opening the cupboard' : 'Choose for me'}
    </button>
  )
}
