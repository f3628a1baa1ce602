'use client'

import { CalendarPlus } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { useMe } from '@/lib/auth'
import { CalendarView } from './calendar-view'
import { HospitalAppointments } from './hospital-appointments'
import { OwnVisits } from './own-visits'

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
