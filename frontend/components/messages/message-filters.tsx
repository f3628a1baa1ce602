'use client'

import type { MessageFilter } from '@/lib/queries/messages'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { FilterSelect } from '@/components/ui/filter-select'
import { useUrlFilters } from '@/lib/url-filters'
import { messageChannels, messageKinds, messageStatuses } from './values'

const filterNames = ['channel', 'status', 'kind'] as const
type Filters = Pick<MessageFilter, 'channel' | 'status' | 'kind'>

/** The filters in the address; values that mean nothing are left out. */
export function useMessageFilters() {
  const [given, setFilters] = useUrlFilters(filterNames)
  const filters = useMemo(() => {
    const channel = messageChannels.find((known) => known === given.channel)
    const status = messageStatuses.find((known) => known === given.status)
    const kind = messageKinds.find((known) => known === given.kind)
    return { ...(channel && { channel }), ...(status && { status }), ...(kind && { kind }) }
  }, [given])
  return [filters as Filters, setFilters] as const
}

interface MessageFiltersProps {
  filters: Filters
  onChange: (changes: Partial<Record<keyof Filters, string | undefined>>) => void
}

export function MessageFilters({ filters, onChange }: MessageFiltersProps) {
  const t = useTranslations('messages')
  return (
    <div role="group" aria-label={t('filters')} className="mb-4 grid gap-3 sm:grid-cols-3 lg:max-w-3xl">
      <FilterSelect
        label={t('statusFilter')}
        allLabel={t('anyStatus')}
        value={filters.status}
        options={messageStatuses.map((value) => ({ value, label: t(`status.${value}`) }))}
        onValueChange={(status) => onChange({ status })}
      />
      <FilterSelect
        label={t('channelFilter')}
        allLabel={t('anyChannel')}
        value={filters.channel}
        options={messageChannels.map((value) => ({ value, label: t(`channel.${value}`) }))}
        onValueChange={(channel) => onChange({ channel })}
      />
      <FilterSelect
        label={t('kindFilter')}
        allLabel={t('anyKind')}
        value={filters.kind}
        options={messageKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        onValueChange={(kind) => onChange({ kind })}
      />
    </div>
  )
}
