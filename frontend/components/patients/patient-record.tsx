'use client'

import type { Patient } from '@hms/contract/patients'
import { useQuery } from '@tanstack/react-query'
import { CalendarPlus, Pencil, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { RecordPage, RecordSkeleton } from '@/components/ui/record-page'
import { Skeleton } from '@/components/ui/skeleton'
import { fullName, useMay, useReach, useRole } from '@/lib/auth'
import { ageInYears } from '@/lib/datetime'
import { lazyPart } from '@/lib/lazy-part'
import { patientQueries } from '@/lib/queries/patients'
import { useFormat } from '@/lib/reader'
import { historyText } from './history-text'

const ContactCard = lazyPart(() => import('./record-cards').then((module) => module.ContactCard), {
  placeholder: <Skeleton className="h-56 rounded-xl" />,
})

const HistoryCard = lazyPart(() => import('./record-cards').then((module) => module.HistoryCard), {
  placeholder: <Skeleton className="h-56 rounded-xl" />,
})

const RecordLists = lazyPart(() => import('./record-lists').then((module) => module.RecordLists), {
  placeholder: <Skeleton className="h-96 rounded-xl" />,
})

const EmergencyAccess = lazyPart(
  () => import('@/components/access/emergency-access').then((module) => module.EmergencyAccess),
  { placeholder: null, early: false },
)

const WhoMaySee = lazyPart(() => import('@/components/access/who-may-see').then((module) => module.WhoMaySee), {
  placeholder: null,
  early: false,
})

const AssignedDoctors = lazyPart(
  () => import('@/components/access/assigned-doctors').then((module) => module.AssignedDoctors),
  { placeholder: null, early: false },
)

const PatientConsents = lazyPart(
  () => import('@/components/consents/patient-consents').then((module) => module.PatientConsents),
  { placeholder: null, early: false },
)

const RecordAmendments = lazyPart(
  () => import('@/components/amendments/record-amendments').then((module) => module.RecordAmendments),
  { placeholder: null, early: false },
)

const PatientRights = lazyPart(
  () => import('@/components/data-rights/patient-rights').then((module) => module.PatientRights),
  { placeholder: null, early: false },
)

const ErasedNotice = lazyPart(
  () => import('@/components/data-rights/erased-notice').then((module) => module.ErasedNotice),
  { placeholder: <Skeleton className="h-20 rounded-xl" />, early: false },
)

const EditPatient = lazyPart(() => import('./edit-patient').then((module) => module.EditPatient), {
  placeholder: <Skeleton className="h-96 max-w-3xl" />,
  early: false,
})

/** A patient's record, as much of it as the reader may see. */
export function PatientRecord({ id }: { id: string }) {
  const t = useTranslations('patients')
  const record = useQuery(patientQueries.one(id))
  return (
    <RecordPage query={record} title={t('title')} href="/patients" loading={<RecordSkeleton cards="h-56" />}>
      {(patient) => <Record patient={patient} />}
    </RecordPage>
  )
}

function Record({ patient }: { patient: Patient }) {
  const t = useTranslations('patients')
  const [editing, setEditing] = useState(false)
  const role = useRole() ?? 'other'
  const isDirectoryOnly = patient.withheld.includes('phone')
  const mayEdit = useMay('patient:edit')
  const mayOpen = useMay('patient:break-glass')
  const mayExplain = useMay('access:explain')
  const mayAssign = useMay('care-assignment:write')
  const seesConsents = useReach('consent:read')
  const takesAmendments = useReach('amendment:ask')
  const seesLists = [useMay('appointment:read'), useMay('billing:read')].includes(true)
  const seesErasures = useReach('erasure:read') === 'all'
  return (
    <>
      <PageHeader
        title={fullName(patient)}
        description={<Facts patient={patient} />}
        breadcrumb={[{ label: t('title'), href: '/patients' }, { label: fullName(patient) }]}
        actions={
          !editing &&
          !patient.erasedAt && (
            <Actions patient={patient} onEdit={isDirectoryOnly || !mayEdit ? undefined : () => setEditing(true)} />
          )
        }
      />
      {editing ? (
        <EditPatient patient={patient} onDone={() => setEditing(false)} onCancel={() => setEditing(false)} />
      ) : (
        <div className="grid gap-6">
          {patient.erasedAt && <ErasedNotice at={patient.erasedAt} />}
          {isDirectoryOnly && !patient.erasedAt && (
            <Alert>
              <AlertTitle>{t('notInCare', { role })}</AlertTitle>
              <AlertDescription>{t('notInCareHint', { role })}</AlertDescription>
            </Alert>
          )}
          {mayOpen && !patient.erasedAt && (
            <EmergencyAccess patientId={patient.id} closed={patient.withheld.includes('medicalHistory')} />
          )}
          {!isDirectoryOnly && (
            <div className="grid items-start gap-6 lg:grid-cols-2">
              <ContactCard patient={patient} />
              <HistoryCard patient={patient} />
            </div>
          )}
          {seesLists && <RecordLists patientId={patient.id} />}
          {!patient.erasedAt && (seesConsents === 'all' || (seesConsents === 'care' && !isDirectoryOnly)) && (
            <div className="grid items-start gap-6 lg:grid-cols-2">
              <PatientConsents patientId={patient.id} />
              {takesAmendments !== 'no' && <RecordAmendments patientId={patient.id} />}
            </div>
          )}
          {seesErasures && !patient.erasedAt && <PatientRights patientId={patient.id} />}
          {(mayExplain || mayAssign) && !patient.erasedAt && (
            <div className="grid items-start gap-6 lg:grid-cols-2">
              {mayExplain && <WhoMaySee patientId={patient.id} />}
              {mayAssign && <AssignedDoctors patientId={patient.id} />}
            </div>
          )}
        </div>
      )}
    </>
  )
}

/** What has to be known before anything else: who, how old, and what must not be given. */
function Facts({ patient }: { patient: Patient }) {
  const t = useTranslations('patients')
  const common = useTranslations('common')
  const format = useFormat()
  const { dateOfBirth, gender, medicalHistory } = patient
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      <span className="tabular">{patient.mrn}</span>
      {dateOfBirth && (
        <span>
          {format.date(dateOfBirth)} · {t('age', { years: ageInYears(dateOfBirth, format.today()) })}
        </span>
      )}
      <span>{common(`gender.${gender ?? 'unknown'}`)}</span>
      {medicalHistory?.allergies.map((allergy, index) => (
        <Badge key={index} tone="danger">
          <TriangleAlert aria-hidden />
          <span className="sr-only">{t('allergy')}</span> {historyText(allergy)}
        </Badge>
      ))}
    </div>
  )
}

function Actions({ patient, onEdit }: { patient: Patient; onEdit: (() => void) | undefined }) {
  const t = useTranslations('patients')
  const common = useTranslations('common')
  const mayBook = useMay('appointment:book')
  return (
    <>
      {onEdit && (
        <Button variant="outline" onClick={onEdit}>
          <Pencil aria-hidden />
          {common('edit')}
        </Button>
      )}
      {mayBook && (
        <Button asChild>
          <Link href={`/appointments/new?patientId=${patient.id}`}>
            <CalendarPlus aria-hidden />
            {t('book')}
          </Link>
        </Button>
      )}
    </>
  )
}
