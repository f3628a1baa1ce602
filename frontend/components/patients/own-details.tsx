'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock, Skeleton } from '@/components/ui/skeleton'
import { useMe } from '@/lib/auth'
import { lazyPart } from '@/lib/lazy-part'
import { patientQueries } from '@/lib/queries/patients'

const WhoMaySee = lazyPart(() => import('@/components/access/who-may-see').then((module) => module.WhoMaySee), {
  placeholder: <Skeleton className="h-40 rounded-xl" />,
  early: false,
})

const Restrictions = lazyPart(() => import('@/components/access/restrictions').then((module) => module.Restrictions), {
  placeholder: <Skeleton className="h-80 rounded-xl" />,
  early: false,
})

const OwnPrivacy = lazyPart(() => import('@/components/consents/own-privacy').then((module) => module.OwnPrivacy), {
  placeholder: <Skeleton className="h-96 rounded-xl" />,
  early: false,
})

const OwnData = lazyPart(() => import('@/components/data-rights/own-data').then((module) => module.OwnData), {
  placeholder: <Skeleton className="h-64 rounded-xl" />,
  early: false,
})

const EditPatient = lazyPart(() => import('./edit-patient').then((module) => module.EditPatient), {
  placeholder: <Skeleton className="h-240 max-w-3xl rounded-xl" />,
  early: false,
})

/** The patient's own record, to fill in and keep up to date; nothing for other roles. */
export function OwnDetails() {
  const me = useMe()
  return me?.patient ? <Details id={me.patient.id} complete={me.patient.complete} /> : null
}

function Details({ id, complete }: { id: string; complete: boolean }) {
  const t = useTranslations('patients')
  const record = useQuery(patientQueries.one(id))
  if (record.error) return <ErrorState error={record.error} onRetry={record.refetch} />
  if (!record.data) return <LoadingBlock className="h-240 max-w-3xl rounded-xl" />
  return (
    <section className="grid gap-6">
      {complete ? (
        <p className="max-w-3xl text-muted-foreground">{t('ownHint', { mrn: record.data.mrn })}</p>
      ) : (
        <Alert className="max-w-3xl">{t('completeHint')}</Alert>
      )}
      <EditPatient patient={record.data} />
      {complete && (
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <WhoMaySee patientId={id} />
          <Restrictions patientId={id} />
        </div>
      )}
      <div className="mt-4">
        <OwnPrivacy />
      </div>
      <OwnData patientId={id} />
    </section>
  )
}
