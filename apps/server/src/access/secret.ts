/** The secret that signs sessions: a weak or well-known one lets anybody sign in as anybody. */
import { fail } from '@kapsules/domain'

const minLength = 32
/** Bits that a text of so many different characters can hold at most; 256 random bits in any encoding are far above it. */
const minBits = 120

/** Long enough words, so that a random text does not hold one by chance. */
const wellKnown = /secret|password|change.?me|default|example|sample|placeholder|kapsules|better.?auth|12345678|qwerty/i

/** Throws `invalid-input` when a secret is short, monotonous, or looks like one that was copied from an example. */
export function requireStrongSecret(secret: string): void {
  const bits = Math.log2(new Set(secret).size) * secret.length
  const wrong =
    secret.length < minLength
      ? `is shorter than ${minLength} characters`
      : bits < minBits
        ? 'repeats itself too much'
        : wellKnown.test(secret)
          ? 'looks like an example'
          : null
  if (wrong !== null)
    fail('invalid-input', `AUTH_SECRET ${wrong}.`, 'Make one with: openssl rand -base64 32 (or leave it out).')
}
