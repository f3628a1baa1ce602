'use client'

import type { Appointment } from '@hms/contract/appointments'
import { useQuery } from '@tanstack/react-query'
import { CreditCard } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Alert, AlertTitle } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { LoadingBlock, Skeleton } from '@/components/ui/skeleton'
import { fullName, useMe, useRole } from '@/lib/auth'
import { appointmentTones } from '@/lib/constants'
import { ageInYears } from '@/lib/datetime'
import { lazyPart } from '@/lib/lazy-part'
import { patientQueries } from '@/lib/queries/patients'
import { settingsQueries } from '@/lib/queries/settings'
import { useFormat } from '@/lib/reader'
import { useVisitRights } from './rights'
import { VisitActions } from './visit-actions'

const HistoryCard = lazyPart(() => import('@/components/patients/record-cards').then((module) => module.HistoryCard), {
  placeholder: <Skeleton className="h-64 rounded-xl" />,
  early: false,
})

const ClinicalNotes = lazyPart(() => import('./clinical-notes').then((module) => module.ClinicalNotes), {
  placeholder: <Skeleton className="h-64 rounded-xl" />,
})

/** A visit that is there: its facts, its notes, and what its reader may do with it. */
export function VisitRecord({ visit }: { visit: Appointment }) {
  const t = useTranslations('appointments')
  const common = useTranslations('common')
  const format = useFormat()
  const me = useMe()
  const [hasUnsavedNotes, setUnsavedNotes] = useState(false)
  const isOwnDoctor = me?.doctor?.id === visit.doctorId
  const isPatient = me?.user.role === 'patient'
  const title = isPatient ? (visit.visitType?.name ?? t('visit')) : fullName(visit.patient)
  return (
    <>
      <PageHeader
        title={title}
        description={
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="tabular">
              {format.date(visit.appointmentDate, 'long')}, {format.timeRange(visit.appointmentDate, visit.endDate)}
            </span>
            <Badge tone={appointmentTones[visit.status]}>{common(`appointmentStatus.${visit.status}`)}</Badge>
          </div>
        }
        breadcrumb={[
          { label: me?.user.role === 'doctor' ? t('calendar') : t('title'), href: '/appointments' },
          { label: title },
        ]}
        actions={<VisitActions visit={visit} hasUnsavedNotes={hasUnsavedNotes} />}
      />
      <div className="grid gap-6">
        <NoticeOver visit={visit} />
        <BillNote visit={visit} />
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <div className="grid gap-6">
            <FactsCard visit={visit} />
            {isPatient && visit.clinicalNotes && <NotesToRead notes={visit.clinicalNotes} />}
            {isOwnDoctor && <ClinicalNotes visit={visit} onUnsaved={setUnsavedNotes} />}
          </div>
          {isOwnDoctor && <Snapshot patientId={visit.patientId} />}
        </div>
      </div>
    </>
  )
}

function FactsCard({ visit }: { visit: Appointment }) {
  const t = useTranslations('appointments')
  const format = useFormat()
  const isPatient = useRole() === 'patient'
  const { patient, doctor, appointmentDate, endDate } = visit
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('visit')}</CardTitle>
      </CardHeader>
      <CardContent>
        <DescriptionList>
          {!isPatient && (
            <Description term={t('patient')}>
              <Link href={`/patients/${patient.id}`} className="font-medium underline underline-offset-4">
                {fullName(patient)}
              </Link>
              <span className="block text-xs text-muted-foreground tabular">
                {patient.mrn}
                {patient.dateOfBirth &&
                  ` · ${format.date(patient.dateOfBirth)} · ${t('age', { years: ageInYears(patient.dateOfBirth, format.today()) })}`}
              </span>
            </Description>
          )}
          <Description term={t('doctor')}>
            <Link href={`/doctors/${doctor.id}`} className="font-medium underline underline-offset-4">
              {fullName(doctor)}
            </Link>
            <span className="block text-xs text-muted-foreground">{doctor.specialization}</span>
          </Description>
          <Description term={t('when')}>
            {format.date(appointmentDate)}, {format.timeRange(appointmentDate, endDate)}
            <span className="block text-xs text-muted-foreground">
              {format.duration(visit.durationMinutes)} · {format.zone(appointmentDate)}
            </span>
          </Description>
          <Description term={t('visitType')}>{visit.visitType?.name}</Description>
          <Description term={t('reason')} className="sm:col-span-2">
            {visit.notes && <span className="whitespace-pre-line">{visit.notes}</span>}
          </Description>
          {visit.status === 'cancelled' && (
            <Description term={t('cancellationReason')} className="sm:col-span-2">
              {visit.cancellationReason ?? t('noReason')}
            </Description>
          )}
        </DescriptionList>
      </CardContent>
    </Card>
  )
}

function NotesToRead({ notes }: { notes: string }) {
  const t = useTranslations('appointments')
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('doctorsNotes')}</CardTitle>
      </CardHeader>
      <CardContent className="whitespace-pre-line">{notes}</CardContent>
    </Card>
  )
}

/** What the doctor has to know of the patient beside the visit: allergies, conditions, medications. */
function Snapshot({ patientId }: { patientId: string }) {
  const record = useQuery(patientQueries.one(patientId))
  if (record.error) {
    return (
      <Card>
        <ErrorState error={record.error} onRetry={record.refetch} />
      </Card>
    )
  }
  return record.data ? <HistoryCard patient={record.data} /> : <LoadingBlock className="h-64 rounded-xl" />
}

/** Why there is nothing to press any more, and who can still help. */
function NoticeOver({ visit }: { visit: Appointment }) {
  const t = useTranslations('appointments')
  const format = useFormat()
  const { isNoticeOver } = useVisitRights(visit)
  const { data: settings } = useQuery(settingsQueries.get())
  if (!isNoticeOver || !settings) return null
  return (
    <Alert>
      {t('noticeOver', {
        notice: format.duration(settings.cancellationNoticeMinutes),
        phone: settings.phone ?? settings.name,
      })}
    </Alert>
  )
}

function BillNote({ visit }: { visit: Appointment }) {
  const t = useTranslations('appointments')
  if (!visit.billId) return null
  return (
    <Alert variant="success">
      <AlertTitle className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {t('billRaised')}
        <Link
          href={`/billing/${visit.billId}`}
          className="inline-flex items-center gap-1.5 underline underline-offset-4"
        >
          <CreditCard aria-hidden className="size-4" />
          {t('openBill')}
        </Link>
      </AlertTitle>
    </Alert>
  )
}
