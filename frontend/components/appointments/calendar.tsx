'use client'

import '@fullcalendar/react/skeleton.css'
import '@fullcalendar/react/themes/classic/theme.css'
import './calendar.css'
import type { Appointment } from '@hms/contract/appointments'
import type { Availability } from '@hms/contract/doctors'
import FullCalendar, { type EventDropInfo, type EventInput } from '@fullcalendar/react'
import interactionPlugin from '@fullcalendar/react/interaction'
import listPlugin from '@fullcalendar/react/list'
import classicTheme from '@fullcalendar/react/themes/classic'
import timeGridPlugin from '@fullcalendar/react/timegrid'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { fullName } from '@/lib/auth'
import { appointmentTones } from '@/lib/constants'
import { today, wallTimeOf } from '@/lib/datetime'
import { useIsPhone } from '@/lib/hooks'
import { useFormat } from '@/lib/reader'
import { openHours, type Range } from './open-hours'

export interface CalendarMove {
  appointment: Appointment
  /** The new start, with the offset of the hospital's zone. */
  start: string
  /** Puts it back to where it was. */
  revert: () => void
}

export interface CalendarProps {
  appointments: Appointment[]
  /** Shown as open hours; left out where several doctors share the calendar. */
  availability?: Availability | undefined
  showDoctor?: boolean
  /** What is shown now: instants with offset, the end is not included. */
  onRange: (range: Range) => void
  onOpen: (appointment: Appointment) => void
  onMove: (move: CalendarMove) => void
  /** A free place was pressed. */
  onFree: (start: string) => void
}

const plugins = [timeGridPlugin, listPlugin, interactionPlugin, classicTheme]

/** The one place that knows the calendar library. Imported with `ssr: false`, into a place of fixed height. */
export default function Calendar(props: CalendarProps) {
  const { appointments, availability, showDoctor = false, onRange, onOpen, onMove, onFree } = props
  const t = useTranslations('appointments')
  const common = useTranslations('common')
  const isPhone = useIsPhone()
  const { reader } = useFormat()
  const [range, setRange] = useState<Range | null>(null)
  const [now] = useState(() => Date.now())
  const byId = useMemo(() => new Map(appointments.map((each) => [each.id, each])), [appointments])

  const events = useMemo<EventInput[]>(() => {
    const shown = appointments.filter(({ status }) => status !== 'cancelled')
    const visits = shown.map((each) => toEvent(each, showDoctor, common(`appointmentStatus.${each.status}`)))
    return availability && range ? [...visits, ...openHours(availability, range)] : visits
  }, [appointments, availability, range, showDoctor, common])

  function drop({ event, revert }: EventDropInfo) {
    const appointment = byId.get(event.id)
    if (appointment && event.startStr) onMove({ appointment, start: event.startStr, revert })
    else revert()
  }

  return (
    <FullCalendar
      // The hospital's zone may arrive after the first picture; a calendar keeps the day that it began with.
      key={reader.timeZone}
      initialDate={today(reader.timeZone, now)}
      className="hms-calendar"
      plugins={plugins}
      initialView={isPhone ? 'listSevenDays' : 'timeGridWeek'}
      // Without a unit of the calendar, a list begins today and not on Monday.
      views={{ listSevenDays: { type: 'list', duration: { days: 7 } } }}
      headerToolbar={{
        start: isPhone ? 'prev,next' : 'prev,next today',
        center: 'title',
        end: isPhone ? 'listSevenDays,timeGridDay' : 'timeGridDay,timeGridWeek,listSevenDays',
      }}
      buttons={{
        today: { text: t('today') },
        timeGridDay: { text: t('day') },
        timeGridWeek: { text: t('week') },
        listSevenDays: { text: t('list') },
      }}
      prevHint={t('previous')}
      nextHint={t('next')}
      noEventsText={t('noneInRange')}
      locale={reader.locale}
      timeZone={reader.timeZone}
      firstDay={1}
      height="100%"
      headingLevel={2}
      allDaySlot={false}
      nowIndicator
      slotDuration="00:30:00"
      snapDuration="00:05:00"
      scrollTime={firstShown(now, reader.timeZone)}
      slotEventOverlap={false}
      slotMinHeight={48}
      eventMinHeight={24}
      displayEventEnd={false}
      buttonClass="hms-calendar-button"
      listItemEventBeforeClass="hms-calendar-list-dot"
      listItemEventTimeClass="hms-calendar-list-time"
      listItemEventTitleClass="hms-calendar-list-title"
      toolbarTitleClass="hms-calendar-title"
      columnEventTitleClass={({ isShort }) => (isShort ? '' : 'hms-calendar-event-title')}
      eventShortHeight={40}
      eventDidMount={({ el, event }) => el.setAttribute('title', event.title)}
      events={events}
      eventInteractive
      eventStartEditable
      eventDurationEditable={false}
      eventDrop={drop}
      eventClick={({ event, jsEvent }) => {
        jsEvent.preventDefault()
        const appointment = byId.get(event.id)
        if (appointment) onOpen(appointment)
      }}
      dateClick={({ dateStr, view }) => view.type.startsWith('timeGrid') && onFree(dateStr)}
      datesSet={({ startStr, endStr }) => {
        setRange({ from: startStr, to: endStr })
        onRange({ from: startStr, to: endStr })
      }}
    />
  )
}

/** The top of the day at first: the morning, later in the day two hours before now, so that what comes next is seen. */
function firstShown(now: number, timeZone: string): string {
  const hour = Number(wallTimeOf(now, timeZone).slice(0, 2)) - 2
  return hour < 8 ? '07:30:00' : `${String(hour).padStart(2, '0')}:00:00`
}

function toEvent(appointment: Appointment, showDoctor: boolean, status: string): EventInput {
  const { id, patient, doctor, visitType, appointmentDate, endDate } = appointment
  const tone = appointmentTones[appointment.status]
  const facts = [
    fullName(patient),
    ...(showDoctor ? [fullName(doctor)] : []),
    ...(visitType ? [visitType.name] : []),
    ...(appointment.status === 'booked' ? [] : [status]),
  ]
  return {
    id,
    title: facts.join(' · '),
    start: appointmentDate,
    end: endDate,
    startEditable: appointment.status === 'booked',
    ...colours[tone],
  }
}

const colours = {
  info: { color: 'var(--info-surface)', contrastColor: 'var(--info)' },
  primary: { color: 'var(--primary)', contrastColor: 'var(--primary-foreground)' },
  success: { color: 'var(--success-surface)', contrastColor: 'var(--success)' },
  warning: { color: 'var(--warning-surface)', contrastColor: 'var(--warning)' },
  neutral: { color: 'var(--muted)', contrastColor: 'var(--muted-foreground)' },
} as const
