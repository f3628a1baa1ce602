'use client'

import type { Amendment } from '@hms/contract/amendments'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { LetterHead, Paper } from '@/components/ui/paper'
import { useReach } from '@/lib/auth'
import { amendmentQueries } from '@/lib/queries/amendments'
import { settingsQueries } from '@/lib/queries/settings'
import { useFormat } from '@/lib/reader'
import { withTexts } from '@/lib/with-texts'
import amendments from '@/messages/en/amendments.json'
import { usePerson } from './amendment-item'

/** What became of a request, for a patient who has no account, or wants it on paper. */
export const AmendmentLetter = withTexts({ amendments }, Letter)

function Letter({ id }: { id: string }) {
  const t = useTranslations('amendments.letter')
  const query = useQuery(amendmentQueries.one(id))
  const isOwn = useReach('amendment:read') === 'own'
  const record = query.data ? `/patients/${query.data.patient.id}` : '/patients'
  return (
    <Paper query={query} href={isOwn ? '/profile#privacy' : record} back={t('back')} print={t('print')}>
      {(item) => <LetterText item={item} />}
    </Paper>
  )
}

function LetterText({ item }: { item: Amendment }) {
  const t = useTranslations('amendments')
  const format = useFormat()
  const settings = useQuery(settingsQueries.get())
  const [now] = useState(() => new Date().toISOString())
  const { name = '', address = null, phone = null } = settings.data ?? {}
  const { extension, status } = item
  const due = format.date(item.dueAt)
  return (
    <>
      <LetterHead hospital={{ name, address }} tel={phone && t('letter.tel', { phone })}>
        <p className="text-muted-foreground tabular">{format.date(now)}</p>
      </LetterHead>
      <h1 className="pt-6 text-2xl leading-7 font-semibold">{t('letter.about')}</h1>
      <Facts item={item} />
      <Part title={t('letter.you')}>{item.text ?? t('letter.withheld')}</Part>
      <p className="py-3">{t(`letter.states.${status}`, { date: due })}</p>
      {extension && status === 'requested' && (
        <Part title={t('letter.extension', { from: format.date(extension.from), date: due })}>{extension.reason}</Part>
      )}
      <Answer item={item} />
      {status === 'denied' && <Rights phone={phone} hasStatement={item.statementAt !== null} />}
    </>
  )
}

function Facts({ item }: { item: Amendment }) {
  const t = useTranslations('amendments')
  const format = useFormat()
  const facts = [
    [t('letter.patient'), item.patient.name ?? '–'],
    [t('letter.field'), t(`fields.${item.field}`)],
    [t('letter.asked'), format.date(item.requestedAt)],
    [t('letter.reference'), item.id.slice(0, 8)],
  ]
  return (
    <dl className="grid grid-cols-2 gap-x-8 gap-y-4 py-6 sm:grid-cols-4 print:grid-cols-4">
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt className="text-xs text-muted-foreground">{term}</dt>
          <dd className="break-words tabular">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-1 py-3 break-inside-avoid">
      <h2 className="text-sm font-medium">{title}</h2>
      <p className="border-l-2 pl-3 break-words whitespace-pre-line">{children}</p>
    </section>
  )
}

function Answer({ item }: { item: Amendment }) {
  const t = useTranslations('amendments')
  const format = useFormat()
  const person = usePerson()
  const { basis, decidedAt, decidedBy, decision, statement, statementAt } = item
  if (!decidedAt) return null
  return (
    <>
      {basis && <Part title={t('letter.ground')}>{t(`bases.${basis}`)}</Part>}
      <Part title={t('letter.answer')}>{decision ?? t('item.withheld')}</Part>
      <p className="pb-3 text-sm text-muted-foreground">
        {t('letter.by', { ...person(decidedBy), date: format.date(decidedAt) })}
      </p>
      {statementAt && <Part title={t('letter.statement', { date: format.date(statementAt) })}>{statement}</Part>}
    </>
  )
}

/** What a denial has to say beside its ground (45 CFR 164.526(d)(1)). */
function Rights({ phone, hasStatement }: { phone: string | null; hasStatement: boolean }) {
  const t = useTranslations('amendments.letter')
  return (
    <section className="mt-3 grid gap-2 border-t pt-4 text-sm break-inside-avoid">
      <h2 className="font-medium">{t('rights')}</h2>
      <ul className="grid list-disc gap-2 pl-5">
        {!hasStatement && <li>{t('disagree')}</li>}
        {!hasStatement && <li>{t('include')}</li>}
        <li>{t('complain', { phone: phone ?? 'none' })}</li>
      </ul>
    </section>
  )
}
