import type { Message, MessageQuery } from '@hms/contract/messages'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { pagedOptions, useList } from './paged.ts'

export type MessageFilter = Partial<Pick<MessageQuery, 'channel' | 'status' | 'kind' | 'limit'>>

export const messageKeys = { all: ['messages'] as const }

export const messageQueries = {
  list: (query: MessageFilter = {}) => pagedOptions(messageKeys.all, endpoints.messages.list, query),
}

export const useMessages = (query: MessageFilter = {}) => useList<Message>(messageQueries.list(query))

export function useRetryMessage() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(endpoints.messages.retry, { params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: messageKeys.all }),
  })
}
