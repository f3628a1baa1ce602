'use client'

import { may, reach } from '@hms/contract/permissions'
import { CalendarPlus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { QuietLink } from '@/components/ui/quiet-link'
import { useMe, useRole } from '@/lib/auth'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

const CalendarView = lazyPart(() => import('./calendar-view').then((module) => module.CalendarView), {
  placeholder: <Skeleton className="h-120 rounded-xl" />,
  early: false,
})

const HospitalAppointments = lazyPart(
  () => import('./hospital-appointments').then((module) => module.HospitalAppointments),
  {
    placeholder: <Skeleton className="h-96" />,
    early: false,
  },
)

const OwnVisits = lazyPart(() => import('./own-visits').then((module) => module.OwnVisits), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

/** What stands above them, whoever looks: part of the document. */
export function AppointmentsHeading() {
  const t = useTranslations('appointments')
  const role = useRole()
  // Until it is known who looks, it stands there as for nearly everybody.
  const mayBook = !role || may(role, 'appointment:book')
  return (
    <PageHeader
      title={t('title')}
      actions={
        mayBook && (
          <Button asChild>
            <QuietLink href="/appointments/new">
              <CalendarPlus aria-hidden />
              {t('new')}
            </QuietLink>
          </Button>
        )
      }
    />
  )
}

/** Appointments as each role needs them: a patient's visits, a doctor's calendar, the hospital's list. */
export function Appointments() {
  const t = useTranslations('appointments')
  const me = useMe()!
  if (me.user.role === 'patient') return <OwnVisits />
  if (reach(me.user.role, 'appointment:read') === 'all') return <HospitalAppointments />
  return me.doctor ? <CalendarView doctorId={me.doctor.id} /> : <Alert>{t('noDoctorProfile')}</Alert>
}
