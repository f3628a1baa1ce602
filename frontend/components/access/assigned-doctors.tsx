'use client'

import type { CareAssignment } from '@hms/contract/access'
import type { Doctor } from '@hms/contract/doctors'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { QueryState } from '@/components/ui/query-card'
import { fullName } from '@/lib/auth'
import { accessQueries, useAssign, useEndAssignment } from '@/lib/queries/access'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import access from '@/messages/en/access.json'
import { DoctorChoice } from './doctor-choice'
import { DoctorSpans } from './doctor-spans'

/** Doctors who read a patient's record without a visit, for those who assign them. */
export const AssignedDoctors = withTexts({ access }, AssignedDoctorsCard)

function AssignedDoctorsCard({ patientId }: { patientId: string }) {
  const t = useTranslations('access.assign')
  const assignments = useQuery(accessQueries.assignments(patientId))
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('hint')}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-6">
        <QueryState query={assignments} height="h-12">
          {(items) => <Assigned patientId={patientId} assignments={items.filter(({ active }) => active)} />}
        </QueryState>
        <NewAssignment patientId={patientId} />
      </CardContent>
    </Card>
  )
}

function Assigned({ patientId, assignments }: { patientId: string; assignments: readonly CareAssignment[] }) {
  const t = useTranslations('access.assign')
  const format = useFormat()
  const end = useEndAssignment(patientId)
  if (assignments.length === 0) return <p className="text-sm text-muted-foreground">{t('none')}</p>
  return (
    <DoctorSpans
      label={t('title')}
      spans={assignments.map(({ from, ...span }) => ({ ...span, note: t('since', { from: format.date(from) }) }))}
      endLabel={t('end')}
      isEnding={end.isPending}
      onEnd={(id, name) => end.mutate(id, { onSuccess: () => toast.success(t('ended', { name })) })}
    />
  )
}

function NewAssignment({ patientId }: { patientId: string }) {
  const t = useTranslations('access.assign')
  const assign = useAssign(patientId)
  const [doctor, setDoctor] = useState<Doctor | null>(null)
  function begin() {
    if (!doctor) return
    const done = () => {
      toast.success(t('done', { name: fullName(doctor) }))
      setDoctor(null)
    }
    assign.mutate({ doctorId: doctor.id }, { onSuccess: done })
  }
  return (
    <div className="grid max-w-xl gap-4">
      <DoctorChoice label={t('doctor')} placeholder={t('choose')} value={doctor} onValueChange={setDoctor} />
      <div>
        <Button variant="outline" disabled={!doctor || assign.isPending} onClick={begin}>
          {t('confirm')}
        </Button>
      </div>
    </div>
  )
}
