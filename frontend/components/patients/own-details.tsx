'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { Card, CardContent } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { useMe } from '@/lib/auth'
import { patientQueries } from '@/lib/queries/patients'
import { EditPatient } from './edit-patient'

/** The patient's own record, to fill in and keep up to date; nothing for other roles. */
export function OwnDetails() {
  const me = useMe()
  return me?.patient ? <Details id={me.patient.id} complete={me.patient.complete} /> : null
}

function Details({ id, complete }: { id: string; complete: boolean }) {
  const t = useTranslations('patients')
  const record = useQuery(patientQueries.one(id))
  if (record.error) return <ErrorState error={record.error} onRetry={record.refetch} />
  if (!record.data) {
    return (
      <Card className="max-w-3xl">
        <CardContent className="grid gap-4">
          {[0, 1, 2, 3].map((line) => (
            <Skeleton key={line} className="h-9" />
          ))}
        </CardContent>
      </Card>
    )
  }
  return (
    <section className="grid gap-4">
      {complete ? (
        <p className="max-w-3xl text-muted-foreground">{t('ownHint', { mrn: record.data.mrn })}</p>
      ) : (
        <Alert className="max-w-3xl">{t('completeHint')}</Alert>
      )}
      <EditPatient patient={record.data} />
    </section>
  )
}
