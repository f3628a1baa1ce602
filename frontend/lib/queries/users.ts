import type { CreateUser, UpdateUser, User } from '@hms/contract/users'
import type { Role } from '@hms/contract/permissions'
import type { z } from 'zod'
import { queryOptions, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { pagedOptions, useList } from './paged.ts'

export interface UserFilter {
  q?: string
  role?: Role
  active?: 'true' | 'false'
  limit?: number
}

export const userKeys = {
  all: ['users'] as const,
  lists: ['users', 'list'] as const,
  one: (id: string) => ['users', 'one', id] as const,
}

export const userQueries = {
  list: (query: UserFilter = {}) => pagedOptions(userKeys.lists, endpoints.users.list, query),
  one: (id: string) =>
    queryOptions({
      queryKey: userKeys.one(id),
      queryFn: ({ signal }) => call(endpoints.users.get, { params: { id }, signal }),
    }),
}

export const useUsers = (query: UserFilter = {}, options?: { enabled?: boolean }) =>
  useList<User>(userQueries.list(query), options)

/** One short page for search boxes. */
export const searchUsers = (q: string, filter: Pick<UserFilter, 'role' | 'active'> = {}, signal?: AbortSignal) =>
  call(endpoints.users.list, { query: { ...filter, ...(q ? { q } : {}), limit: 8 }, signal }).then((page) => page.items)

/** A user's name also stands on the doctor's page and in the shell. */
async function changed(client: QueryClient) {
  await Promise.all([
    client.invalidateQueries({ queryKey: userKeys.all }),
    client.invalidateQueries({ queryKey: ['doctors'] }),
    client.invalidateQueries({ queryKey: ['auth', 'me'] }),
  ])
}

export function useCreateUser() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof CreateUser>) => call(endpoints.users.create, { body }),
    onSuccess: () => changed(client),
  })
}

export function useUpdateUser() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string } & z.input<typeof UpdateUser>) =>
      call(endpoints.users.update, { params: { id }, body }),
    onSuccess: () => changed(client),
  })
}

/** Disables the account and signs every device out; `useUpdateUser` with `active: true` undoes it. */
export function useDisableUser() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(endpoints.users.remove, { params: { id } }),
    onSuccess: () => changed(client),
  })
}

/** Ends all sessions of somebody. */
export function useSignOutUser() {
  return useMutation({ mutationFn: (id: string) => call(endpoints.users.signOut, { params: { id } }) })
}
