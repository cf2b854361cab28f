import { useNavigate, useSearch } from '@tanstack/react-router'
import { CircleAlert } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/ui/button.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Mark } from '../../components/ui/logo.tsx'
import { queryClient } from '../../lib/api/query-client.ts'
import { formatNoun } from '../../lib/format/numbers.ts'
import { useNow } from '../../lib/live/clock.ts'
import { useTitle } from '../../lib/use-title.ts'
import { type SignInResult, signIn } from './sign-in.ts'

/** The way in; goes on to where somebody wanted to go. */
export function SignInPage() {
  useTitle('Sign in')
  const { to } = useSearch({ from: '/sign-in' })
  return (
    <main className="flex min-h-full flex-col items-center justify-center bg-sunken px-4 py-12">
      <div className="w-full max-w-84">
        <div className="flex flex-col items-center text-center">
          <span className="flex size-11 items-center justify-center rounded-xl border border-line bg-raised shadow-soft">
            <Mark className="size-6" />
          </span>
          <h1 className="mt-5 text-xl font-semibold tracking-tight">Sign in to Kapsules</h1>
          <p className="mt-1 text-text-2">
            {to ? 'Then you go on where you were.' : 'Previews, builds and logs, live.'}
          </p>
        </div>
        <SignInForm to={to} />
        <p className="mt-6 text-center text-xs text-text-3">
          No account yet? Ask an admin. The first sign-in is printed by{' '}
          <code className="font-mono whitespace-nowrap">npm start</code>.
        </p>
      </div>
    </main>
  )
}

function SignInForm({ to }: { readonly to: string | undefined }) {
  const navigate = useNavigate()
  const [result, setResult] = useState<(SignInResult & { readonly at: number }) | null>(null)
  const [pending, setPending] = useState(false)
  const now = useNow(1000)
  const waitMs = result?.kind === 'too-many' ? Math.max(0, result.at + result.waitMs - now) : 0

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setPending(true)
    const outcome = await signIn(String(form.get('email')), String(form.get('password')))
    if (outcome.kind !== 'done') {
      setPending(false)
      setResult({ ...outcome, at: Date.now() })
      return
    }
    // whatever was cached was cached for somebody else
    queryClient.clear()
    await navigate({ href: safeTarget(to), replace: true })
  }

  return (
    <form
      onSubmit={submit}
      className="mt-6 flex flex-col gap-4 rounded-xl border border-line bg-raised p-5 shadow-soft"
    >
      <Field label="E-mail" name="email" type="email" autoComplete="username" required autoFocus />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <div role="alert" className="empty:hidden">
        {result && <Trouble result={result} waitMs={waitMs} />}
      </div>
      <Button type="submit" look="primary" pending={pending} disabled={waitMs > 0} className="w-full">
        Sign in
      </Button>
    </form>
  )
}

function Trouble({ result, waitMs }: { readonly result: SignInResult; readonly waitMs: number }) {
  const text = troubleText(result, waitMs)
  return (
    text && (
      <p className="flex gap-2 rounded-md bg-red-tint px-3 py-2 text-red-text">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        {text}
      </p>
    )
  )
}

function troubleText(result: SignInResult, waitMs: number): string | null {
  switch (result.kind) {
    case 'refused':
      return 'E-mail or password is wrong.'
    case 'too-many':
      return waitMs > 0
        ? `Too many tries. The next one counts in ${formatNoun(Math.ceil(waitMs / 1000), 'second')}.`
        : null
    case 'unreachable':
      return 'The server does not answer. Check that it runs, then try again.'
    case 'failed':
      return result.message
    case 'done':
      return null
  }
}

/** Only addresses of this site: a link to the sign-in page must not lead elsewhere. */
function safeTarget(to: string | undefined): string {
  const target = URL.parse(to ?? '', location.origin)
  if (!to || target?.origin !== location.origin) return '/previews'
  return target.pathname + target.search + target.hash
}
