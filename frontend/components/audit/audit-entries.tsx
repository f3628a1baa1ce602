'use client'

import type { AuditEvent } from '@hms/contract/audit'
import { useTranslations } from 'next-intl'
import { LoadMore } from '@/components/ui/pagination'
import type { ListState } from '@/lib/queries/paged'
import { AuditEntry } from './audit-entry'

interface AuditEntriesProps {
  list: ListState<AuditEvent>
  onRequest: (requestId: string) => void
}

/** The entries that were found, in the API's order, and the way to more of them. */
export function AuditEntries({ list, onRequest }: AuditEntriesProps) {
  const t = useTranslations('audit')
  return (
    <>
      <ol aria-label={t('entries')} className="divide-y">
        {list.items.map((event) => (
          <AuditEntry key={event.id} event={event} onRequest={onRequest} />
        ))}
      </ol>
      <LoadMore list={list} className="border-t" />
    </>
  )
}
