'use client'

import type { Appointment } from '@hms/contract/appointments'
import { CalendarDays, List } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { columnsOf, DataTable } from '@/components/ui/data-table'
import { Empty } from '@/components/ui/empty'
import { fullName } from '@/lib/auth'
import { appointmentTones } from '@/lib/constants'
import { useAppointments } from '@/lib/queries/appointments'
import { useFormat } from '@/lib/reader'
import { CalendarView } from './calendar-view'
import { AppointmentFilters, useAppointmentFilters } from './filters'

/** Everybody's appointments: a list to search, and the calendar of one doctor or all. */
export function HospitalAppointments() {
  const t = useTranslations('appointments')
  const filters = useAppointmentFilters()
  const isCalendar = filters.view === 'calendar'
  return (
    <>
      <div role="group" aria-label={t('view')} className="mb-4 flex gap-1">
        {(['list', 'calendar'] as const).map((view) => (
          <Button
            key={view}
            size="sm"
            variant={filters.view === view ? 'secondary' : 'ghost'}
            aria-pressed={filters.view === view}
            onClick={() => filters.set({ view })}
          >
            {view === 'list' ? <List aria-hidden /> : <CalendarDays aria-hidden />}
            {view === 'list' ? t('list') : t('calendar')}
          </Button>
        ))}
      </div>
      <AppointmentFilters {...filters} doctorOnly={isCalendar} />
      {isCalendar ? (
        <CalendarView key={filters.doctorId} doctorId={filters.doctorId} />
      ) : (
        <AppointmentTable {...filters} />
      )}
    </>
  )
}

const column = columnsOf<Appointment>()

function useColumns() {
  const t = useTranslations('appointments')
  const common = useTranslations('common')
  const format = useFormat()
  return useMemo(
    () => [
      column.accessor('appointmentDate', {
        header: t('when'),
        cell: (cell) => format.dateTime(cell.getValue(), 'day'),
        meta: { card: 'title', className: 'tabular' },
      }),
      column.accessor((row) => fullName(row.patient), {
        id: 'patient',
        header: t('patient'),
        cell: ({ row }) => (
          <>
            {fullName(row.original.patient)}{' '}
            <span className="text-xs text-muted-foreground tabular">{row.original.patient.mrn}</span>
          </>
        ),
      }),
      column.accessor((row) => fullName(row.doctor), { id: 'doctor', header: t('doctor') }),
      column.accessor((row) => row.visitType?.name ?? '–', { id: 'visitType', header: t('visitType') }),
      column.accessor('status', {
        header: common('status'),
        cell: (cell) => (
          <Badge tone={appointmentTones[cell.getValue()]}>{common(`appointmentStatus.${cell.getValue()}`)}</Badge>
        ),
      }),
    ],
    [t, common, format],
  )
}

function AppointmentTable({
  from,
  to,
  doctorId,
  patientId,
  status,
  isFiltered,
}: ReturnType<typeof useAppointmentFilters>) {
  const t = useTranslations('appointments')
  const list = useAppointments({
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(doctorId ? { doctorId } : {}),
    ...(patientId ? { patientId } : {}),
    ...(status ? { status } : {}),
  })
  const columns = useColumns()
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      list={list}
      rowHref={(row) => `/appointments/${row.id}`}
      empty={
        <Empty
          icon={CalendarDays}
          title={t('noneFound')}
          description={isFiltered ? t('noneFoundHint') : t('nonePlannedHint')}
        />
      }
    />
  )
}
