'use client'

import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { DoctorHeading } from '@/components/doctors/doctor-heading'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock, Skeleton } from '@/components/ui/skeleton'
import { useMe } from '@/lib/auth'
import { lazyPart } from '@/lib/lazy-part'
import { doctorQueries } from '@/lib/queries/doctors'
import { patientQueries } from '@/lib/queries/patients'
import { PatientMayBook } from './patient-may-book'

const DoctorSearch = lazyPart(
  () => import('@/components/doctors/doctor-search').then((module) => module.DoctorSearch),
  {
    placeholder: <Skeleton className="h-96" />,
  },
)

const BookVisit = lazyPart(() => import('./book-visit').then((module) => module.BookVisit), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

const DeskBooking = lazyPart(() => import('./desk-booking').then((module) => module.DeskBooking), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

const bookWith = (doctorId: string) => `/appointments/new?doctorId=${doctorId}`

/** Booking: patients choose doctor, kind of visit and time step by step, staff do it on one screen. */
export function NewAppointment() {
  const me = useMe()!
  const doctorId = useSearchParams().get('doctorId')
  return me.user.role === 'patient' ? <PatientSteps doctorId={doctorId} /> : <Desk doctorId={doctorId} />
}

function PatientSteps({ doctorId }: { doctorId: string | null }) {
  const doctor = useQuery({ ...doctorQueries.one(doctorId ?? ''), enabled: doctorId !== null })
  if (!doctorId) return <DoctorSearch hrefOf={bookWith} />
  if (doctor.error) return <ErrorState error={doctor.error} onRetry={doctor.refetch} />
  if (!doctor.data) return <LoadingBlock className="h-96" />
  return (
    <div className="grid max-w-3xl gap-6">
      <DoctorHeading doctor={doctor.data} changeHref="/appointments/new" />
      <PatientMayBook>
        <BookVisit doctor={doctor.data} />
      </PatientMayBook>
    </div>
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
  if ((doctorId && !doctor.data) || (patientId && !patient.data)) return <LoadingBlock className="h-96" />
  return (
    <DeskBooking patient={patient.data ?? null} doctor={doctor.data ?? null} isOwn={isDoctor} at={params.get('at')} />
  )
}
