/** Who calls, what that one may do, and which tenants it sees. */

export const roles = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

/** What each procedure declares: the least that its caller must be. */
export type Access = Role

export interface Person {
  readonly kind: 'user'
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
}

export interface ProgramKey {
  readonly kind: 'key'
  readonly id: string
  readonly name: string
  readonly tenantId: string
  readonly actions: readonly ('read' | 'write')[]
}

export type Known = Person | ProgramKey
export type Who = Known | { readonly kind: 'anonymous' }

export const anonymous: Who = { kind: 'anonymous' }

/** Whether somebody known may use what needs this access. Keys read and write in their tenant; they never administer. */
export function mayUse(who: Known, access: Access): boolean {
  if (who.kind === 'user') return roles.indexOf(who.role) >= roles.indexOf(access)
  if (access === 'admin') return false
  return who.actions.includes(access === 'viewer' ? 'read' : 'write')
}

/** The one tenant that the caller sees, or null for people, who see all. */
export function tenantScope(who: Known): string | null {
  return who.kind === 'key' ? who.tenantId : null
}

/** How the caller is written into events. */
export function actorOf(who: Known): string {
  return `${who.kind}:${who.id}`
}
