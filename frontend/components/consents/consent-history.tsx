'use client'

import type { Consent } from '@hms/contract/consents'
import { useTranslations } from 'next-intl'
import { useFormat } from '@/lib/reader'

/** How and when something was said, in words. */
export function useStatementText(): (statement: Consent | null) => string {
  const t = useTranslations('consents.permit')
  const format = useFormat()
  return (statement) => {
    if (!statement) return t('unsaid')
    const { way, recordedBy, dateTime } = statement
    const words = { way: t(`ways.${way}`), date: format.dateTime(dateTime) }
    return recordedBy.name ? t('by', { ...words, name: recordedBy.name }) : t('since', words)
  }
}

/** Every statement, folded away. */
export function ConsentHistory({ history }: { history: readonly Consent[] }) {
  const t = useTranslations('consents')
  const said = useStatementText()
  if (history.length === 0) return null
  return (
    <details className="text-sm">
      <summary className="cursor-pointer rounded-sm font-medium">{t('permit.history')}</summary>
      <ol className="mt-3 grid gap-2">
        {history.map((statement) => (
          <li key={statement.id}>
            {t(`purposes.${statement.purpose}.title`)}: {t(`permit.provision.${statement.provision}`)}
            <span className="block text-xs text-muted-foreground tabular">{said(statement)}</span>
          </li>
        ))}
      </ol>
    </details>
  )
}
