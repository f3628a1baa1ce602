'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { ErrorState } from '@/components/ui/error-state'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { appointmentQueries, useMoveAppointment } from '@/lib/queries/appointments'
import { doctorQueries } from '@/lib/queries/doctors'
import { settingsQueries } from '@/lib/queries/settings'
import { useFormat } from '@/lib/reader'
import type { CalendarMove } from './calendar'
import type { Range } from './open-hours'

const waiting = (
  <Loading className="h-full">
    <Skeleton className="h-full" />
  </Loading>
)

const Calendar = dynamic(() => import('./calendar'), { ssr: false, loading: () => waiting })

/** The calendar of one doctor, or of all; a visit that is dragged is moved once that is confirmed. */
export function CalendarView({ doctorId }: { doctorId: string | null }) {
  const router = useRouter()
  const [range, setRange] = useState<Range | null>(null)
  const [dragged, setDragged] = useState<CalendarMove | null>(null)
  // A calendar keeps the zone and the day that it began with, so it begins when the hospital's are known.
  const settings = useQuery(settingsQueries.get())
  const doctor = useQuery({ ...doctorQueries.one(doctorId ?? ''), enabled: doctorId !== null })
  const visits = useQuery({
    ...appointmentQueries.range({ from: '', to: '', ...range, ...(doctorId ? { doctorId } : {}) }),
    enabled: range !== null,
    placeholderData: (before) => before,
  })
  if (visits.error && !visits.data) {
    return (
      <Card>
        <ErrorState error={visits.error} onRetry={visits.refetch} />
      </Card>
    )
  }
  return (
    <>
      <Card
        aria-busy={visits.isFetching}
        className="h-[calc(100dvh-13rem)] min-h-120 p-3 max-sm:h-[calc(100dvh-15rem)] sm:p-4"
      >
        {settings.isPending ? (
          waiting
        ) : (
          <Calendar
            appointments={visits.data ?? []}
            availability={doctorId ? doctor.data?.availability : undefined}
            showDoctor={doctorId === null}
            onRange={setRange}
            onOpen={({ id }) => router.push(`/appointments/${id}`)}
            onMove={setDragged}
            onFree={(at) =>
              router.push(
                `/appointments/new?${new URLSearchParams({ at, ...(doctorId ? { doctorId } : {}) }).toString()}`,
              )
            }
          />
        )}
      </Card>
      {dragged && <ConfirmMove move={dragged} onDone={() => setDragged(null)} />}
    </>
  )
}

function ConfirmMove({ move: { appointment, start, revert }, onDone }: { move: CalendarMove; onDone: () => void }) {
  const t = useTranslations('appointments')
  const format = useFormat()
  const move = useMoveAppointment()
  const moved = useRef(false)
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (open) return
        if (!moved.current) revert()
        onDone()
      }}
      title={t('moveQuestion')}
      description={t('moveFromTo', {
        patient: fullName(appointment.patient),
        from: format.dateTime(appointment.appointmentDate, 'day'),
        to: format.dateTime(start, 'day'),
      })}
      confirmLabel={t('move')}
      cancelLabel={t('leaveIt')}
      onConfirm={async () => {
        await move.mutateAsync({ id: appointment.id, appointmentDate: start, version: appointment.version })
        moved.current = true
      }}
    />
  )
}
