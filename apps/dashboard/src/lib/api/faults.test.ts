import { describe, expect, it } from 'vitest'
import { faultOf, isRetryable, isSignedOut } from './faults.ts'

function answered(data: unknown): Error {
  return Object.assign(new Error('no'), { data })
}

const fault = { code: 'conflict', message: 'It is being deleted.', evidence: [], hint: 'Wait.' }

describe('faultOf', () => {
  it('takes the fault that the server sent', () => {
    expect(faultOf(answered({ code: 'CONFLICT', httpStatus: 409, fault }))).toEqual(fault)
  })

  it.each([undefined, null, 'text', { code: 'conflict' }, { ...fault, evidence: 'x' }])(
    'does not trust the shape of what is no fault: %j',
    (sent) => {
      expect(faultOf(answered({ httpStatus: 500, fault: sent })).code).toBe('internal')
    },
  )

  it('says that the server is away when no answer came', () => {
    expect(faultOf(new TypeError('Failed to fetch'))).toMatchObject({
      code: 'unreachable',
      evidence: ['Failed to fetch'],
    })
    expect(faultOf(answered(undefined)).code).toBe('unreachable')
  })

  it('shows whatever else was thrown', () => {
    expect(faultOf('odd').evidence).toEqual(['odd'])
    expect(faultOf(null).code).toBe('internal')
  })
})

describe('what an error means', () => {
  it('knows the end of a session', () => {
    expect(isSignedOut(answered({ code: 'UNAUTHORIZED', httpStatus: 401 }))).toBe(true)
    expect(isSignedOut(answered({ code: 'FORBIDDEN', httpStatus: 403 }))).toBe(false)
    expect(isSignedOut(new Error('x'))).toBe(false)
  })

  it('asks again after trouble of the network or the server, not after a refusal', () => {
    expect(isRetryable(new TypeError('Failed to fetch'))).toBe(true)
    expect(isRetryable(answered({ httpStatus: 503 }))).toBe(true)
    expect(isRetryable(answered({ httpStatus: 404 }))).toBe(false)
  })
})
