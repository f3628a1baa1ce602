import type { Message, MessageQuery } from '@hms/contract/messages'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { pagedOptions, useList } from './paged.ts'

export type MessageFilter = Partial<Pick<MessageQuery, 'channel' | 'status' | 'kind' | 'limit'>>

export const messageKeys = { all: ['messages'] as const }

const LOOK_AGAIN_MS = 2000
const ON_ITS_WAY_MS = 60_000

/** Whether a message was just written, so that the queue is about to take it; its link is shown after that. */
export const isOnItsWay = ({ status, createdAt }: Pick<Message, 'status' | 'createdAt'>, now = Date.now()) =>
  status === 'queued' && now - Date.parse(createdAt) < ON_ITS_WAY_MS

export const messageQueries = {
  /** Looks again while a message is on its way; one that has waited longer waits for its carrier. */
  list: (query: MessageFilter = {}) => ({
    ...pagedOptions(messageKeys.all, endpoints.messages.list, query),
    refetchInterval: ({ state }: { state: { data?: { pages: { items: Message[] }[] } } }) =>
      state.data?.pages.some(({ items }) => items.some((message) => isOnItsWay(message))) ? LOOK_AGAIN_MS : false,
  }),
}

export const useMessages = (query: MessageFilter = {}) => useList<Message>(messageQueries.list(query))

export function useRetryMessage() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(endpoints.messages.retry, { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: messageKeys.all }),
  })
}
