/** Signing in and out, against the auth endpoints of the server. */

export type SignInResult =
  | { readonly kind: 'done' }
  /** The e-mail or the password is wrong; which of them is not told. */
  | { readonly kind: 'refused' }
  /** Too many tries; the next one counts after `waitMs`. */
  | { readonly kind: 'too-many'; readonly waitMs: number }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'failed'; readonly message: string }

const deadlineMs = 15_000
const defaultWaitMs = 10_000

/** Tries to sign in. Never throws: every outcome is one that the form can show. */
export async function signIn(email: string, password: string): Promise<SignInResult> {
  let response: Response
  try {
    response = await post('/api/auth/sign-in/email', { email, password })
  } catch {
    return { kind: 'unreachable' }
  }
  if (response.ok) return { kind: 'done' }
  if (response.status === 429) return { kind: 'too-many', waitMs: waitOf(response) }
  if (response.status === 401 || response.status === 400 || response.status === 422) return { kind: 'refused' }
  if (response.status >= 502 && response.status <= 504) return { kind: 'unreachable' }
  return { kind: 'failed', message: await messageOf(response) }
}

/** Ends the session. Throws when the server does not answer: then it is still open. */
export async function signOut(): Promise<void> {
  const response = await post('/api/auth/sign-out', {})
  if (!response.ok && response.status !== 401) throw new Error(await messageOf(response))
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(deadlineMs),
  })
}

function waitOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? response.headers.get('x-retry-after'))
  return seconds > 0 ? seconds * 1000 : defaultWaitMs
}

async function messageOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null)
  if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string')
    return body.message
  return `The server answered with HTTP ${response.status}.`
}
