'use client'

import type { Restriction } from '@hms/contract/access'
import type { Doctor } from '@hms/contract/doctors'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { Labelled } from '@/components/ui/labelled'
import { QueryState } from '@/components/ui/query-card'
import { Textarea } from '@/components/ui/textarea'
import { fullName } from '@/lib/auth'
import { blankToNull } from '@/lib/forms'
import { accessQueries, useLiftRestriction, useRestrict } from '@/lib/queries/access'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import access from '@/messages/en/access.json'
import { DoctorChoice } from './doctor-choice'
import { DoctorSpans } from './doctor-spans'

/** From whom a patient keeps the own record. */
export const Restrictions = withTexts({ access }, RestrictionsCard)

function RestrictionsCard({ patientId }: { patientId: string }) {
  const t = useTranslations('access.restrict')
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('hint')}</CardDescription>
      </CardHeader>
      <CardContent className="grid gap-6">
        <Kept patientId={patientId} />
        <NewRestriction patientId={patientId} />
      </CardContent>
    </Card>
  )
}

function Kept({ patientId }: { patientId: string }) {
  const restrictions = useQuery(accessQueries.restrictions(patientId))
  return (
    <QueryState query={restrictions} height="h-12">
      {(items) => <KeptList patientId={patientId} restrictions={items.filter(({ active }) => active)} />}
    </QueryState>
  )
}

function KeptList({ patientId, restrictions }: { patientId: string; restrictions: readonly Restriction[] }) {
  const t = useTranslations('access.restrict')
  const format = useFormat()
  const lift = useLiftRestriction(patientId)
  if (restrictions.length === 0) return null
  const spans = restrictions.map(({ id, doctor, from, reason }) => {
    const since = t('since', { from: format.date(from) })
    return { id, doctor, note: reason ? `${since} · ${reason}` : since }
  })
  return (
    <DoctorSpans
      label={t('list')}
      spans={spans}
      endLabel={t('lift')}
      isEnding={lift.isPending}
      onEnd={(id, name) => lift.mutate(id, { onSuccess: () => toast.success(t('lifted', { name })) })}
    />
  )
}

function NewRestriction({ patientId }: { patientId: string }) {
  const t = useTranslations('access.restrict')
  const restrict = useRestrict(patientId)
  const [doctor, setDoctor] = useState<Doctor | null>(null)
  const [reason, setReason] = useState('')
  function keep() {
    if (!doctor) return
    const done = () => {
      toast.success(t('done', { name: fullName(doctor) }))
      setDoctor(null)
      setReason('')
    }
    restrict.mutate({ doctorId: doctor.id, reason: blankToNull(reason) }, { onSuccess: done })
  }
  return (
    <div className="grid max-w-xl gap-4">
      <DoctorChoice label={t('doctor')} placeholder={t('choose')} value={doctor} onValueChange={setDoctor} />
      <Labelled label={t('reason')}>
        {(id) => (
          <Textarea
            id={id}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Labelled>
      <div>
        <Button variant="outline" disabled={!doctor || restrict.isPending} onClick={keep}>
          {t('confirm')}
        </Button>
      </div>
    </div>
  )
}
