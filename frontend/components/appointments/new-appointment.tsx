'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { DoctorSearch } from '@/components/doctors/doctor-search'
import { DoctorHeading } from '@/components/doctors/doctor-heading'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'
import { useMe } from '@/lib/auth'
import { doctorQueries } from '@/lib/queries/doctors'
import { patientQueries } from '@/lib/queries/patients'
import { BookVisit } from './book-visit'
import { DeskBooking } from './desk-booking'

/** Booking: patients choose doctor, kind of visit and time step by step, staff do it on one screen. */
export function NewAppointment() {
  const t = useTranslations('appointments')
  const me = useMe()
  const doctorId = useSearchParams().get('doctorId')
  return (
    <>
      <PageHeader
        title={t('newTitle')}
        description={me?.user.role === 'patient' && !doctorId ? t('chooseDoctorStep') : undefined}
        breadcrumb={[{ label: t('title'), href: '/appointments' }, { label: t('newTitle') }]}
      />
      {me?.user.role === 'patient' ? <PatientSteps doctorId={doctorId} /> : me && <Desk doctorId={doctorId} />}
    </>
  )
}

function PatientSteps({ doctorId }: { doctorId: string | null }) {
  const doctor = useQuery({ ...doctorQueries.one(doctorId ?? ''), enabled: doctorId !== null })
  if (!doctorId) return <DoctorSearch hrefOf={(id) => `/appointments/new?doctorId=${id}`} />
  if (doctor.error) return <ErrorState error={doctor.error} onRetry={doctor.refetch} />
  if (!doctor.data) return <Skeleton className="h-96" />
  return (
    <div className="grid max-w-3xl gap-6">
      <DoctorHeading doctor={doctor.data} changeHref="/appointments/new" />
      <PatientMayBook>
        <BookVisit doctor={doctor.data} />
      </PatientMayBook>
    </div>
  )
}

/** Whoever has not filled in the own details yet is led there first. */
export function PatientMayBook({ children }: { children: React.ReactNode }) {
  const t = useTranslations('appointments')
  const me = useMe()
  if (me?.patient) return children
  return (
    <Alert>
      <AlertTitle>{t('detailsFirst')}</AlertTitle>
      <AlertDescription>
        <p>{t('detailsFirstHint')}</p>
        <Button asChild size="sm" className="mt-3">
          <Link href="/profile">{t('fillInDetails')}</Link>
        </Button>
      </AlertDescription>
    </Alert>
  )
}

function Desk({ doctorId: asked }: { doctorId: string | null }) {
  const me = useMe()
  const params = useSearchParams()
  const patientId = params.get('patientId')
  const isDoctor = me?.user.role === 'doctor'
  const doctorId = isDoctor ? (me.doctor?.id ?? null) : asked
  const doctor = useQuery({ ...doctorQueries.one(doctorId ?? ''), enabled: doctorId !== null })
  const patient = useQuery({ ...patientQueries.one(patientId ?? ''), enabled: patientId !== null })
  const failed = [doctor, patient].find((query) => query.error)
  if (failed) return <ErrorState error={failed.error} onRetry={failed.refetch} />
  if ((doctorId && !doctor.data) || (patientId && !patient.data)) return <Skeleton className="h-96" />
  return (
    <DeskBooking patient={patient.data ?? null} doctor={doctor.data ?? null} isOwn={isDoctor} at={params.get('at')} />
  )
}
