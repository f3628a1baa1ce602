'use client'

import type { PresentConsent } from '@hms/contract/consents'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { Label } from '@/components/ui/label'
import { QueryCard } from '@/components/ui/query-card'
import { Switch } from '@/components/ui/switch'
import { consentQueries, useRecordConsent } from '@/lib/queries/consents'
import { toast } from '@/lib/toast'
import { ConsentHistory, useStatementText } from './consent-history'

/** A switch for each purpose; turning it says so at once. */
export function OwnConsents({ patientId }: { patientId: string }) {
  const t = useTranslations('consents.permit')
  return (
    <QueryCard
      title={t('title')}
      hint={t('hint')}
      className="grid gap-5"
      query={useQuery(consentQueries.of(patientId))}
      height="h-64"
    >
      {({ present, history }) => (
        <>
          {present.map((each) => (
            <Purpose key={each.purpose} patientId={patientId} present={each} />
          ))}
          <ConsentHistory history={history} />
        </>
      )}
    </QueryCard>
  )
}

function Purpose({ patientId, present }: { patientId: string; present: PresentConsent }) {
  const t = useTranslations('consents')
  const id = useId()
  const record = useRecordConsent(patientId)
  const said = useStatementText()
  const { purpose, statement } = present
  // What was asked for shows at once, and falls back when it is refused.
  const provision = record.isPending ? record.variables.provision : present.provision
  function say(permits: boolean) {
    const next = permits ? 'permit' : 'deny'
    record.mutate(
      { purpose, provision: next },
      { onSuccess: () => toast.success(`${t(`purposes.${purpose}.title`)}: ${t(`permit.saved.${next}`)}`) },
    )
  }
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="grid min-w-0 gap-0.5">
        <Label htmlFor={id}>{t(`purposes.${purpose}.title`)}</Label>
        <p id={`${id}-hint`} className="text-sm text-muted-foreground">
          {t(`purposes.${purpose}.hint`)}
        </p>
        <p className="text-xs text-muted-foreground tabular">{said(statement)}</p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-hint`}
        checked={provision === 'permit'}
        disabled={record.isPending}
        onCheckedChange={say}
      />
    </div>
  )
}
