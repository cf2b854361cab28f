import { expect, test } from 'vitest'
import { actorOf, type Known, mayUse, roles, tenantScope } from './who.ts'

const person = (role: (typeof roles)[number]): Known => ({ kind: 'user', id: 'u', name: '', email: '', role })
const key = (...actions: ('read' | 'write')[]): Known => ({ kind: 'key', id: 'k', name: '', tenantId: 't', actions })

test('each role may use what it is for and everything below', () => {
  expect(roles.map((role) => roles.filter((access) => mayUse(person(role), access)))).toEqual([
    ['viewer'],
    ['viewer', 'operator'],
    ['viewer', 'operator', 'admin'],
  ])
})

test('keys do what their actions say, and never administer', () => {
  expect(roles.filter((access) => mayUse(key('read'), access))).toEqual(['viewer'])
  expect(roles.filter((access) => mayUse(key('read', 'write'), access))).toEqual(['viewer', 'operator'])
  expect(roles.filter((access) => mayUse(key(), access))).toEqual([])
})

test('keys see their tenant, people see all', () => {
  expect(tenantScope(key('read'))).toBe('t')
  expect(tenantScope(person('viewer'))).toBeNull()
  expect(actorOf(key('read'))).toBe('key:k')
})
