import { may, type Permission, reach, type Reach, type Role } from '@hms/contract/permissions'
import { useQuery } from '@tanstack/react-query'
import { authQueries } from './queries/auth.ts'

export { useSignOut, useSignOutEverywhere } from './queries/auth.ts'
export { safeNext } from './entrance.ts'
export { fullName } from './people.ts'

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
