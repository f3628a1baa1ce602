'use client'

import type { AuditEvent } from '@hms/contract/audit'
import { useTranslations } from 'next-intl'
import { type ReactNode, useCallback } from 'react'

/** The beginning of an id: enough to tell two apart on one screen. */
export const shortId = (id: string) => id.slice(0, 8)

/** Marks of the texts: names stand out. */
const marks = { b: (chunks: ReactNode) => <strong className="font-medium text-foreground">{chunks}</strong> }

type Texts = ReturnType<typeof useTranslations<'audit'>>
type Deed = 'deeds.patient.read'
type Area = 'areas.patients'

function actorOf({ actor }: AuditEvent, t: Texts): string {
  if (actor.name) return actor.name
  if (actor.id) return t('account', { id: shortId(actor.id) })
  return actor.role === 'system' ? t('system') : t('nobody')
}

function patientOf({ patientName, patientIds }: AuditEvent, t: Texts): string {
  const [first] = patientIds
  if (patientName) return patientName
  if (patientIds.length === 1 && first) return t('onePatient', { id: shortId(first) })
  return t('manyPatients', { count: patientIds.length })
}

/** Refusals are recorded by the address that was asked for: `get /patients/:id`. */
const isAddress = (operation: string) => operation.includes(' /')

function sentenceOf(event: AuditEvent, t: Texts): ReactNode {
  const actor = actorOf(event, t)
  if (isAddress(event.operation)) {
    const area = `areas.${event.resource.type}` as Area
    const values = { ...marks, actor, area: t.has(area) ? t(area) : event.resource.type }
    return t.rich(event.action === 'R' ? 'refusedRead' : 'refusedDeed', values)
  }
  const key = `deeds.${event.operation}` as Deed
  if (!t.has(key)) return t.rich('other', { ...marks, actor, operation: event.operation })
  const details = { outcome: event.outcome, count: event.patientIds.length }
  return t.rich(key, { ...marks, actor, patient: patientOf(event, t), ...details } as never)
}

/** Puts an audit event into a sentence: “Dr Rao read the record of Amélie O'Hara”. */
export function useAuditSentence(): (event: AuditEvent) => ReactNode {
  const t = useTranslations('audit')
  return useCallback((event) => sentenceOf(event, t), [t])
}
