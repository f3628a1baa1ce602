import type { Appointment, AppointmentStatus, BookAppointment, UpdateAppointment } from '@hms/contract/appointments'
import type { z } from 'zod'
import { queryOptions, type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { call, endpoints } from '../api.ts'
import { useIdempotentMutation } from './idempotent.ts'
import { pagedOptions, useList } from './paged.ts'

export interface AppointmentFilter {
  from?: string
  to?: string
  doctorId?: string
  patientId?: string
  status?: AppointmentStatus
  order?: 'asc' | 'desc'
  limit?: number
}

export const appointmentKeys = {
  all: ['appointments'] as const,
  lists: ['appointments', 'list'] as const,
  ranges: ['appointments', 'range'] as const,
  one: (id: string) => ['appointments', 'one', id] as const,
}

/** Every appointment of a range, for a calendar: goes on from page to page until the last. */
async function wholeRange(query: AppointmentFilter & { from: string; to: string }, signal: AbortSignal) {
  const items: Appointment[] = []
  let cursor: string | undefined
  do {
    const page = await call(endpoints.appointments.list, { query: { ...query, limit: 200, cursor }, signal })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return items
}

export const appointmentQueries = {
  list: (query: AppointmentFilter = {}) => pagedOptions(appointmentKeys.lists, endpoints.appointments.list, query),
  range: (query: AppointmentFilter & { from: string; to: string }) =>
    queryOptions({
      queryKey: [...appointmentKeys.ranges, query] as const,
      queryFn: ({ signal }) => wholeRange(query, signal),
    }),
  one: (id: string) =>
    queryOptions({
      queryKey: appointmentKeys.one(id),
      queryFn: ({ signal }) => call(endpoints.appointments.get, { params: { id }, signal }),
    }),
}

export const useAppointments = (query: AppointmentFilter = {}, options?: { enabled?: boolean }) =>
  useList<Appointment>(appointmentQueries.list(query), options)

/** A changed appointment also changes free slots, figures and, when completed, bills. */
async function changed(client: QueryClient, appointment: Appointment) {
  client.setQueryData(appointmentKeys.one(appointment.id), appointment)
  await Promise.all([
    client.invalidateQueries({ queryKey: appointmentKeys.lists }),
    client.invalidateQueries({ queryKey: appointmentKeys.ranges }),
    client.invalidateQueries({ queryKey: ['doctors', 'slots'] }),
    client.invalidateQueries({ queryKey: ['reports'] }),
    ...(appointment.status === 'completed' ? [client.invalidateQueries({ queryKey: ['billing'] })] : []),
  ])
}

type Booking = z.input<typeof BookAppointment>

/** Whoever is refused a time looks at those that are left. */
const book = (client: QueryClient) => (body: Booking, idempotencyKey: string) =>
  call(endpoints.appointments.book, { body, idempotencyKey }).catch((problem: unknown) => {
    void client.invalidateQueries({ queryKey: ['doctors', 'slots'] })
    throw problem
  })

export const useBookAppointment = () => useIdempotentMutation(book(useQueryClient()), changed)

/**
 * Books for somebody who is there, and checks in. Should the second be refused, that is told, and the visit is answered as it
 * is: booked, among the expected.
 */
export function useReceiveWalkIn() {
  const client = useQueryClient()
  const checkIn = useMutation({ mutationFn: sendCheckIn })
  return useIdempotentMutation(async (body: Booking, idempotencyKey) => {
    const visit = await book(client)(body, idempotencyKey)
    return checkIn.mutateAsync(visit.id).catch(() => visit)
  }, changed)
}

export function useUpdateAppointment(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof UpdateAppointment>) =>
      call(endpoints.appointments.update, { params: { id }, body }),
    onSuccess: (appointment) => changed(client, appointment),
    onError: () => refused(client),
  })
}

/** What was refused has most likely been overtaken: by another booking, or by another edit. */
const refused = (client: QueryClient) =>
  Promise.all([
    client.invalidateQueries({ queryKey: appointmentKeys.all }),
    client.invalidateQueries({ queryKey: ['doctors', 'slots'] }),
  ])

/** Like `useUpdateAppointment` where the appointment is known only at the drop: the calendar. */
export function useMoveAppointment() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string } & z.input<typeof UpdateAppointment>) =>
      call(endpoints.appointments.update, { params: { id }, body }),
    onSuccess: (appointment) => changed(client, appointment),
    onError: () => refused(client),
  })
}

function useTransition(send: (id: string) => Promise<Appointment>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: send,
    onSuccess: (appointment) => changed(client, appointment),
    onError: (_, id) => client.invalidateQueries({ queryKey: appointmentKeys.one(id) }),
  })
}

const sendCheckIn = (id: string) => call(endpoints.appointments.checkIn, { params: { id } })

export const useCheckIn = () => useTransition(sendCheckIn)
export const useCompleteVisit = () => useTransition((id) => call(endpoints.appointments.complete, { params: { id } }))
export const useMarkNoShow = () => useTransition((id) => call(endpoints.appointments.noShow, { params: { id } }))

export function useCancelAppointment() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason?: string | null }) =>
      call(endpoints.appointments.cancel, { params: { id }, body: { reason: reason?.trim() || null } }),
    onSuccess: (appointment) => changed(client, appointment),
  })
}
