'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { ErrorState } from '@/components/ui/error-state'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { useIsPhone, useTurn } from '@/lib/hooks'
import { appointmentQueries, useMoveAppointment } from '@/lib/queries/appointments'
import { doctorQueries } from '@/lib/queries/doctors'
import { settingsQueries } from '@/lib/queries/settings'
import { useFormat } from '@/lib/reader'
import { cn } from '@/lib/utils'
import { Agenda } from './agenda'
import type { CalendarMove } from './calendar'
import { type CalendarMode, periodOf } from './calendar-period'
import { CalendarToolbar } from './calendar-toolbar'

const loadCalendar = () => import('./calendar')

const waiting = (
  <Loading className="h-full">
    <Skeleton className="h-full" />
  </Loading>
)

const Calendar = dynamic(loadCalendar, { ssr: false, loading: () => waiting })

const phoneModes = ['list', 'day'] as const
const allModes = ['day', 'week', 'list'] as const

/** Which days are shown and how, until somebody chooses: today, as a list where there is little room. */
function useShownDays(today: string) {
  const isPhone = useIsPhone()
  const [chosen, setMode] = useState<CalendarMode | null>(null)
  const [date, setDate] = useState<string | null>(null)
  const modes: readonly CalendarMode[] = isPhone ? phoneModes : allModes
  const mode = chosen && modes.includes(chosen) ? chosen : isPhone ? 'list' : 'week'
  return { modes, mode, setMode, date: date ?? today, setDate }
}

/**
 * The calendar of one doctor, or of all: a list, or a grid of hours in which a visit that is dragged is moved once that
 * is confirmed. The days are asked for without waiting for the grid, whose code comes only where it is shown.
 */
export function CalendarView({ doctorId }: { doctorId: string | null }) {
  const router = useRouter()
  const format = useFormat()
  const today = format.today()
  const { modes, mode, setMode, date, setDate } = useShownDays(today)
  const [dragged, setDragged] = useState<CalendarMove | null>(null)
  const isGrid = mode !== 'list'
  // The grid is unseen until it has scrolled to its first hour, so that nothing is lost by drawing it after the page.
  const isTurn = useTurn()
  useEffect(() => {
    if (isGrid) void loadCalendar()
  }, [isGrid])
  // Times are the hospital's, so they are shown when its zone is known.
  const settings = useQuery(settingsQueries.get())
  const doctor = useQuery({ ...doctorQueries.one(doctorId ?? ''), enabled: doctorId !== null && isGrid })
  const period = periodOf(mode, date)
  const visits = useQuery({
    ...appointmentQueries.range({ ...period, ...(doctorId ? { doctorId } : {}) }),
    placeholderData: (before) => before,
  })
  if (visits.error && !visits.data) {
    return (
      <Card>
        <ErrorState error={visits.error} onRetry={visits.refetch} />
      </Card>
    )
  }
  const isListReady = !settings.isPending && !visits.isPlaceholderData
  return (
    <>
      <Card
        aria-busy={visits.isFetching}
        className={cn(
          'flex min-h-120 flex-col gap-4 p-3 sm:p-4',
          isGrid && 'h-[calc(100dvh-13rem)] max-sm:h-[calc(100dvh-15rem)]',
        )}
      >
        <CalendarToolbar mode={mode} modes={modes} date={date} today={today} onMode={setMode} onDate={setDate} />
        {!isGrid ? (
          <Agenda visits={isListReady ? visits.data : undefined} showDoctor={doctorId === null} today={today} />
        ) : (
          <div className="min-h-0 grow">
            {settings.isPending
              ? waiting
              : isTurn && (
                  <Calendar
                    mode={mode}
                    date={date}
                    appointments={visits.data ?? []}
                    availability={doctorId ? doctor.data?.availability : undefined}
                    showDoctor={doctorId === null}
                    onOpen={({ id }) => router.push(`/appointments/${id}`)}
                    onMove={setDragged}
                    onFree={(at) =>
                      router.push(
                        `/appointments/new?${new URLSearchParams({ at, ...(doctorId ? { doctorId } : {}) }).toString()}`,
                      )
                    }
                  />
                )}
          </div>
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
