import type { AcknowledgeNotice, RecordConsent, SaveNoticeDraft } from '@hms/contract/consents'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { call, endpoints } from '../api.ts'

const keys = {
  of: (patientId: string) => ['consents', patientId] as const,
  notices: ['privacy-notices'] as const,
}

export const consentQueries = {
  of: (id: string) =>
    queryOptions({
      queryKey: keys.of(id),
      queryFn: ({ signal }) => call(endpoints.consents.get, { params: { id }, signal }),
    }),
  currentNotice: () =>
    queryOptions({
      queryKey: [...keys.notices, 'current'] as const,
      queryFn: ({ signal }) => call(endpoints.notices.current, { signal }).then(({ notice }) => notice),
    }),
  notices: () =>
    queryOptions({
      queryKey: [...keys.notices, 'list'] as const,
      queryFn: ({ signal }) => call(endpoints.notices.list, { signal }).then(({ items }) => items),
    }),
  draft: () =>
    queryOptions({
      queryKey: [...keys.notices, 'draft'] as const,
      queryFn: ({ signal }) => call(endpoints.notices.draft, { signal }),
      // What somebody types is not taken away by reading it anew.
      refetchOnWindowFocus: false,
    }),
}

export function useRecordConsent(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof RecordConsent>) => call(endpoints.consents.record, { params: { id }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.of(id) }),
  })
}

export function useAcknowledgeNotice(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof AcknowledgeNotice>) =>
      call(endpoints.consents.acknowledge, { params: { id }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.of(id) }),
  })
}

export function useSaveDraft() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof SaveNoticeDraft>) => call(endpoints.notices.saveDraft, { body }),
    onSuccess: (draft) => client.setQueryData(consentQueries.draft().queryKey, draft),
  })
}

export function usePublishNotice() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (revision: number) => call(endpoints.notices.publish, { body: { revision } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.notices }),
  })
}
