'use client'

import '@fullcalendar/react/skeleton.css'
import '@fullcalendar/react/themes/classic/theme.css'
import './calendar.css'
import type { Appointment } from '@hms/contract/appointments'
import type { Availability } from '@hms/contract/doctors'
import FullCalendar, { type CalendarRef, type EventDropInfo, type EventInput } from '@fullcalendar/react'
import interactionPlugin from '@fullcalendar/react/interaction'
import classicTheme from '@fullcalendar/react/themes/classic'
import timeGridPlugin from '@fullcalendar/react/timegrid'
import { useTranslations } from 'next-intl'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { fullName } from '@/lib/auth'
import { appointmentTones } from '@/lib/constants'
import { wallTimeOf } from '@/lib/datetime'
import { useFormat } from '@/lib/reader'
import { cn } from '@/lib/utils'
import { periodOf } from './calendar-period'
import { openHours } from './open-hours'

export interface CalendarMove {
  appointment: Appointment
  /** The new start, with the offset of the hospital's zone. */
  start: string
  /** Puts it back to where it was. */
  revert: () => void
}

export interface CalendarProps {
  mode: 'day' | 'week'
  /** A day of what is shown. */
  date: string
  appointments: Appointment[]
  /** Shown as open hours; left out where several doctors share the calendar. */
  availability?: Availability | undefined
  showDoctor?: boolean
  onOpen: (appointment: Appointment) => void
  onMove: (move: CalendarMove) => void
  /** A free place was pressed. */
  onFree: (start: string) => void
}

const plugins = [timeGridPlugin, interactionPlugin, classicTheme]
const views = { day: 'timeGridDay', week: 'timeGridWeek' } as const

/** Visits against the hours. The one place that knows the calendar library; imported with `ssr: false`, into a place of fixed height. */
export default function Calendar(props: CalendarProps) {
  const { mode, date, appointments, availability, showDoctor = false, onOpen, onMove, onFree } = props
  const common = useTranslations('common')
  const { reader } = useFormat()
  const calendar = useShown(mode, date)
  const box = useRef<HTMLDivElement>(null)
  const isPlaced = useHours(box, mode)
  const [now] = useState(() => Date.now())
  const byId = useMemo(() => new Map(appointments.map((each) => [each.id, each])), [appointments])

  const events = useMemo<EventInput[]>(() => {
    const shown = appointments.filter(({ status }) => status !== 'cancelled')
    const visits = shown.map((each) => toEvent(each, showDoctor, common(`appointmentStatus.${each.status}`)))
    return availability ? [...visits, ...openHours(availability, periodOf(mode, date))] : visits
  }, [appointments, availability, mode, date, showDoctor, common])

  function drop({ event, revert }: EventDropInfo) {
    const appointment = byId.get(event.id)
    if (appointment && event.startStr) onMove({ appointment, start: event.startStr, revert })
    else revert()
  }

  return (
    <div ref={box} className={cn('h-full', !isPlaced && 'invisible')}>
      <FullCalendar
        // A calendar keeps the zone that it began with.
        key={reader.timeZone}
        ref={calendar}
        initialDate={date}
        className="hms-calendar"
        plugins={plugins}
        initialView={views[mode]}
        headerToolbar={false}
        locale={reader.locale}
        timeZone={reader.timeZone}
        firstDay={1}
        height="100%"
        allDaySlot={false}
        nowIndicator
        slotDuration="00:30:00"
        snapDuration="00:05:00"
        scrollTime={firstShown(now, reader.timeZone)}
        slotEventOverlap={false}
        slotMinHeight={48}
        eventMinHeight={24}
        displayEventEnd={false}
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
        dateClick={({ dateStr }) => onFree(dateStr)}
      />
    </div>
  )
}

/** Shows other days as `mode` and `date` change; what is shown first is the calendar's to begin with. */
function useShown(mode: 'day' | 'week', date: string) {
  const calendar = useRef<CalendarRef>(null)
  const shown = useRef({ mode, date })
  useEffect(() => {
    if (shown.current.mode === mode && shown.current.date === date) return
    shown.current = { mode, date }
    calendar.current?.getApi().changeView(views[mode], date)
  }, [mode, date])
  return calendar
}

/** Frames until a calendar is shown wherever its hours stand. */
const patience = 20

/**
 * Whether the calendar has scrolled to its first hour: it does so only after it has been drawn, and is not seen before.
 * Makes the first day reachable by keyboard, so that hours without visits can be scrolled too.
 */
function useHours(box: RefObject<HTMLDivElement | null>, mode: 'day' | 'week'): boolean {
  const [isPlaced, setPlaced] = useState(false)
  useEffect(() => {
    let frame = 0
    let frames = 0
    const look = () => {
      const hours = hoursIn(box.current)
      const day = hours?.querySelector<HTMLElement>('[role="cell"]')
      if (day) day.tabIndex = 0
      frames += 1
      if (hours?.scrollTop || frames > patience) setPlaced(true)
      else frame = requestAnimationFrame(look)
    }
    frame = requestAnimationFrame(look)
    return () => cancelAnimationFrame(frame)
  }, [box, mode])
  return isPlaced
}

/** What scrolls around the hours; the library's own class names change with each of its versions. */
function hoursIn(box: HTMLElement | null): HTMLElement | null {
  let part = box?.querySelector<HTMLElement>('[data-time]') ?? null
  while (part && !/auto|scroll/.test(getComputedStyle(part).overflowY)) part = part.parentElement
  return part
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
