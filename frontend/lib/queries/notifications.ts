import type { Notification } from '@hms/contract/messages'
import { queryOptions, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'

export interface Inbox {
  items: Notification[]
  nextCursor: string | null
  unreadCount: number
}

export const notificationKeys = { all: ['notifications'] as const }

export const notificationQueries = {
  /** The newest ones. `poll`: every half minute, for when the event stream is down. */
  inbox: ({ poll = false }: { poll?: boolean } = {}) =>
    queryOptions({
      queryKey: notificationKeys.all,
      queryFn: ({ signal }): Promise<Inbox> => call(endpoints.notifications.list, { query: { limit: 20 }, signal }),
      refetchInterval: poll ? 30_000 : (false as const),
    }),
}

/** Puts one that has just arrived on top. Answers whether it was news. */
export function receiveNotification(client: QueryClient, notification: Notification): boolean {
  const inbox = client.getQueryData<Inbox>(notificationKeys.all)
  if (inbox?.items.some((item) => item.id === notification.id)) return false
  if (inbox) {
    client.setQueryData<Inbox>(notificationKeys.all, {
      ...inbox,
      items: [notification, ...inbox.items],
      unreadCount: inbox.unreadCount + (notification.readAt ? 0 : 1),
    })
  }
  return true
}

function markedRead(inbox: Inbox, isMarked: (id: string) => boolean, at: string): Inbox {
  const isNews = (item: Notification) => !item.readAt && isMarked(item.id)
  return {
    ...inbox,
    unreadCount: Math.max(0, inbox.unreadCount - inbox.items.filter(isNews).length),
    items: inbox.items.map((item) => (isNews(item) ? { ...item, readAt: at } : item)),
  }
}

/** Shows the mark before the API has answered; puts it back should the API refuse. */
function useMark<V>(send: (value: V) => Promise<unknown>, isMarked: (id: string, value: V) => boolean) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: send,
    onMutate: async (value: V) => {
      await client.cancelQueries({ queryKey: notificationKeys.all })
      const before = client.getQueryData<Inbox>(notificationKeys.all)
      if (before) {
        const at = new Date().toISOString()
        client.setQueryData(
          notificationKeys.all,
          markedRead(before, (id) => isMarked(id, value), at),
        )
      }
      return before
    },
    onError: (_, __, before) => client.setQueryData(notificationKeys.all, before),
    onSettled: () => client.invalidateQueries({ queryKey: notificationKeys.all }),
  })
}

export const useMarkRead = () =>
  useMark(
    (id: string) => call(endpoints.notifications.markRead, { params: { id } }),
    (id, marked) => id === marked,
  )

export const useMarkAllRead = () =>
  useMark(
    (_: void) => call(endpoints.notifications.markAllRead),
    () => true,
  )
