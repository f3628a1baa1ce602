import type { CreateDoctor, Doctor, UpdateDoctor } from '@hms/contract/doctors'
import type { z } from 'zod'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { pagedOptions, useList } from './paged.ts'

export interface DoctorFilter {
  q?: string
  specialization?: string
  limit?: number
}
/** `from` and `to` are dates (the whole day is meant) or instants; at most 62 days. */
export interface SlotFilter {
  from: string
  to: string
  visitTypeId?: string
  durationMinutes?: number
}

export const doctorKeys = {
  all: ['doctors'] as const,
  lists: ['doctors', 'list'] as const,
  one: (id: string) => ['doctors', 'one', id] as const,
  specializations: ['doctors', 'specializations'] as const,
  slots: ['doctors', 'slots'] as const,
}

export const doctorQueries = {
  list: (query: DoctorFilter = {}) => pagedOptions(doctorKeys.lists, endpoints.doctors.list, query),
  one: (id: string) =>
    queryOptions({
      queryKey: doctorKeys.one(id),
      queryFn: ({ signal }) => call(endpoints.doctors.get, { params: { id }, signal }),
    }),
  specializations: () =>
    queryOptions({
      queryKey: doctorKeys.specializations,
      queryFn: ({ signal }) => call(endpoints.doctors.specializations, { signal }).then((reply) => reply.items),
      staleTime: 5 * 60_000,
    }),
  /** Others book too: slots are stale at once and asked for again whenever they are looked at. */
  slots: (id: string, query: SlotFilter) =>
    queryOptions({
      queryKey: [...doctorKeys.slots, id, query] as const,
      queryFn: ({ signal }) =>
        call(endpoints.doctors.slots, { params: { id }, query, signal }).then((reply) => reply.items),
      staleTime: 0,
      refetchInterval: 60_000,
    }),
}

export const useDoctors = (query: DoctorFilter = {}) => useList<Doctor>(doctorQueries.list(query))

/** One short page for search boxes. */
export const searchDoctors = (q: string, signal?: AbortSignal) =>
  call(endpoints.doctors.list, { query: { ...(q ? { q } : {}), limit: 8 }, signal }).then((page) => page.items)

export function useCreateDoctor() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof CreateDoctor>) => call(endpoints.doctors.create, { body }),
    onSuccess: async (doctor) => {
      client.setQueryData(doctorKeys.one(doctor.id), doctor)
      await Promise.all([
        client.invalidateQueries({ queryKey: doctorKeys.lists }),
        client.invalidateQueries({ queryKey: doctorKeys.specializations }),
        client.invalidateQueries({ queryKey: ['users'] }),
      ])
    },
  })
}

export function useUpdateDoctor(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof UpdateDoctor>) => call(endpoints.doctors.update, { params: { id }, body }),
    onSuccess: async (doctor) => {
      client.setQueryData(doctorKeys.one(id), doctor)
      await client.invalidateQueries({
        queryKey: doctorKeys.all,
        predicate: (query) => query.queryKey[1] !== 'one',
      })
    },
  })
}
