'use client'

import { type Amendment, MOST_EXTENDED_DAYS } from '@hms/contract/amendments'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Input } from '@/components/ui/input'
import { Labelled } from '@/components/ui/labelled'
import { ReasonDialog } from '@/components/ui/reason-dialog'
import { useMay } from '@/lib/auth'
import { useDisagree, useExtendAmendment, useWithdrawAmendment } from '@/lib/queries/amendments'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { DecideAmendment } from './decide-amendment'

interface OfItem {
  item: Amendment
}

/** What staff do with a request that they can read. */
export function StaffSteps({ item }: OfItem) {
  const mayDecide = useMay('amendment:decide')
  const mayFollowUp = useMay('amendment:follow-up')
  const isOpen = item.status === 'requested'
  const isReadable = item.text !== null
  return (
    <>
      {mayDecide && isOpen && isReadable && <DecideAmendment item={item} />}
      {mayDecide && isOpen && isReadable && !item.overdue && !item.extension && <Extend item={item} />}
      {mayFollowUp && isOpen && item.way !== 'online' && <Withdraw item={item} />}
      {mayFollowUp && isReadable && item.status === 'denied' && !item.statementAt && <NoteStatement item={item} />}
    </>
  )
}

const trigger = (label: string) => (
  <Button variant="outline" size="sm">
    {label}
  </Button>
)

export function Withdraw({ item }: OfItem) {
  const t = useTranslations('amendments.follow')
  const withdraw = useWithdrawAmendment()
  return (
    <ConfirmDialog
      trigger={trigger(t('withdraw'))}
      title={t('withdrawTitle')}
      description={t('withdrawHint')}
      confirmLabel={t('withdraw')}
      cancelLabel={t('back')}
      onConfirm={async () => {
        await withdraw.mutateAsync(item.id)
        toast.success(t('withdrawn'))
      }}
    />
  )
}

/** The patient's own statement. */
export function Disagree({ item }: OfItem) {
  const t = useTranslations('amendments.follow')
  return <Statement item={item} label={t('disagree')} title={t('disagreeTitle')} description={t('disagreeHint')} />
}

function NoteStatement({ item }: OfItem) {
  const t = useTranslations('amendments.follow')
  const title = t('noteStatementTitle')
  return <Statement item={item} label={t('noteStatement')} title={title} description={t('noteStatementHint')} />
}

function Statement({ item, label, ...says }: OfItem & { label: string; title: string; description: string }) {
  const t = useTranslations('amendments.follow')
  const disagree = useDisagree()
  return (
    <ReasonDialog
      {...says}
      trigger={trigger(label)}
      label={t('statement')}
      maxLength={4000}
      confirmLabel={label}
      cancelLabel={t('back')}
      onConfirm={async (statement) => {
        await disagree.mutateAsync({ id: item.id, statement })
        toast.success(t('added'))
      }}
    />
  )
}

const DAY = 86_400_000

function Extend({ item }: OfItem) {
  const t = useTranslations('amendments.follow')
  const format = useFormat()
  const extend = useExtendAmendment()
  const [days, setDays] = useState(MOST_EXTENDED_DAYS)
  const until = format.date(new Date(Date.parse(item.dueAt) + (days || 0) * DAY).toISOString())
  return (
    <ReasonDialog
      trigger={trigger(t('extend'))}
      title={t('extendTitle')}
      description={t('extendHint', { days: MOST_EXTENDED_DAYS, date: until })}
      label={t('reason')}
      confirmLabel={t('extend')}
      cancelLabel={t('back')}
      onConfirm={async (reason) => {
        await extend.mutateAsync({ id: item.id, days, reason })
        toast.success(t('extended'))
      }}
    >
      <Labelled label={t('days')}>
        {(id) => (
          <Input
            id={id}
            type="number"
            inputMode="numeric"
            min={1}
            max={MOST_EXTENDED_DAYS}
            required
            className="tabular sm:max-w-40"
            value={days || ''}
            onChange={(event) => setDays(Math.trunc(event.target.valueAsNumber) || 0)}
          />
        )}
      </Labelled>
    </ReasonDialog>
  )
}
