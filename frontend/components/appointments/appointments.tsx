'use client'

import { CalendarPlus } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { useMe } from '@/lib/auth'
import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { CalendarView } from './calendar-view'

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

/** Appointments as each role needs them: a patient's visits, a doctor's calendar, the hospital's list. */
export function Appointments() {
  const t = useTranslations('appointments')
  const me = useMe()
  const role = me?.user.role
  return (
    <>
      <PageHeader
        title={role === 'doctor' ? t('calendar') : t('title')}
        actions={
          <Button asChild>
            <Link href="/appointments/new">
              <CalendarPlus aria-hidden />
              {t('new')}
            </Link>
          </Button>
        }
      />
      {role === 'patient' && <OwnVisits />}
      {role === 'doctor' &&
        (me?.doctor ? <CalendarView doctorId={me.doctor.id} /> : <Alert>{t('noDoctorProfile')}</Alert>)}
      {role === 'admin' && <HospitalAppointments />}
    </>
  )
}
