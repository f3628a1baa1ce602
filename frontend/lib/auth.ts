import { may, type Permission, reach, type Reach, type Role } from '@hms/contract/permissions'
import { useQuery } from '@tanstack/react-query'
import { authQueries } from './queries/auth.ts'

export { useSignIn, useSignOut, useSignOutEverywhere, useSignUp } from './queries/auth.ts'

/** Who is signed in; `undefined` until known. Within the signed-in frame it is always known. */
export function useMe() {
  return useQuery(authQueries.me()).data
}

export function useRole(): Role | undefined {
  return useMe()?.user.role
}

/** Whether the reader's role may use a permission at all; rows are the API's question. */
export function useMay(permission: Permission): boolean {
  const role = useRole()
  return role !== undefined && may(role, permission)
}

export function useReach(permission: Permission): Reach {
  const role = useRole()
  return role === undefined ? 'no' : reach(role, permission)
}

/** Only paths on this site may follow a sign-in; anything else could lead a reader astray. */
export function safeNext(next: string | null | undefined, fallback = '/dashboard'): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\') || next.startsWith('/sign-'))
    return fallback
  return next
}

export function fullName(person: { firstName: string; lastName: string }): string {
  return `${person.firstName} ${person.lastName}`.trim()
}

export function initials(person: { firstName: string; lastName: string }): string {
  return `${person.firstName.charAt(0)}${person.lastName.charAt(0)}`.toUpperCase()
}
