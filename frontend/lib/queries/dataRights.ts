import type { DecideErasure, ErasureCertificate, ErasureRequest, PrivacyRequestStatus } from '@hms/contract/dataRights'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { pagedOptions, useList } from './paged.ts'

const keys = {
  requests: ['erasure-requests'] as const,
  certificates: ['erasures'] as const,
  holds: ['legal-holds'] as const,
}

interface RequestFilter {
  status?: PrivacyRequestStatus
  patientId?: string
}

export const dataRightsQueries = {
  certificate: (id: string) =>
    queryOptions({
      queryKey: [...keys.certificates, id] as const,
      queryFn: ({ signal }) => call(endpoints.dataRights.certificate, { params: { id }, signal }),
    }),
  holds: (id: string) =>
    queryOptions({
      queryKey: [...keys.holds, id] as const,
      queryFn: ({ signal }) => call(endpoints.dataRights.holds, { params: { id }, signal }).then(({ items }) => items),
    }),
}

export const useErasureRequests = (query: RequestFilter = {}) =>
  useList<ErasureRequest>(pagedOptions(keys.requests, endpoints.dataRights.requests, query))

export const useCertificates = () =>
  useList<ErasureCertificate>(
    pagedOptions([...keys.certificates, 'list'] as const, endpoints.dataRights.certificates, {}),
  )

function useDeed<A, R>(mutationFn: (asked: A) => Promise<R>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all(Object.values(keys).map((queryKey) => client.invalidateQueries({ queryKey }))).then(() => undefined),
  })
}

export const useAskForErasure = (id: string) =>
  useDeed((reason: string | null) => call(endpoints.dataRights.ask, { params: { id }, body: { reason } }))

export const useWithdrawErasure = () => useDeed((id: string) => call(endpoints.dataRights.withdraw, { params: { id } }))

export const useDecideErasure = () =>
  useDeed(({ id, ...body }: { id: string } & Partial<DecideErasure> & Pick<DecideErasure, 'approve'>) =>
    call(endpoints.dataRights.decide, { params: { id }, body }),
  )

export function usePerformErasure() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, mrn }: { id: string; mrn: string }) =>
      call(endpoints.dataRights.perform, { params: { id }, body: { mrn } }),
    // Whatever was fetched of the patient is not to be shown again.
    onSuccess: () => client.invalidateQueries(),
  })
}

export const useSetHold = (id: string) =>
  useDeed((reason: string) => call(endpoints.dataRights.hold, { params: { id }, body: { reason } }))

export const useLiftHold = (id: string) =>
  useDeed((reason: string) => call(endpoints.dataRights.lift, { params: { id }, body: { reason } }))
