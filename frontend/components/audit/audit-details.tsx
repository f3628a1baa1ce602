'use client'

import type { AuditEvent } from '@hms/contract/audit'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { useProblemText } from '@/lib/problem-text'
import { ApiProblem } from '@/lib/problem'
import { useFormat } from '@/lib/reader'
import { shortId } from './sentence'

/** More than this many patients are counted, not listed: a search shows fifty at once. */
const maxPatients = 12

interface AuditDetailsProps {
  event: AuditEvent
  onRequest: (requestId: string) => void
}

/** Everything that was recorded of a deed: names of fields, never values. */
export function AuditDetails({ event, onRequest }: AuditDetailsProps) {
  const t = useTranslations('audit.detail')
  const purposes = useTranslations('audit.purposes')
  const format = useFormat()
  const { actor, resource, purpose, changedFields } = event
  return (
    <div className="border-t bg-muted/40 px-4 py-4 sm:pl-13">
      <DescriptionList className="text-sm lg:grid-cols-3">
        <Description term={t('when')}>
          <time dateTime={event.recorded}>{format.exactTime(event.recorded)}</time>
        </Description>
        <Description term={t('who')}>
          <Who actor={actor} />
        </Description>
        <Description term={t('operation')}>
          <code className="text-xs">{event.operation}</code>
        </Description>
        <Description term={t('resource')}>
          <Resource resource={resource} />
        </Description>
        {event.patientIds.length > 0 && (
          <Description term={t('patients')}>
            <Patients event={event} />
          </Description>
        )}
        {changedFields.length > 0 && (
          <Description term={t('changed')}>
            <span className="flex flex-wrap gap-1">
              {changedFields.map((field) => (
                <Badge key={field}>{inWords(field)}</Badge>
              ))}
            </span>
          </Description>
        )}
        {event.reason && (
          <Description term={t('reason')}>
            <Reason reason={event.reason} />
          </Description>
        )}
        <Description term={t('purpose')}>
          {purposes.has(purpose as never) ? purposes(purpose as 'TREAT') : purpose}
        </Description>
        <Description term={t('address')}>{event.clientAddress}</Description>
        <Description term={t('session')}>
          {event.sessionId && <code className="text-xs break-all">{event.sessionId}</code>}
        </Description>
        <Description term={t('number')}>{event.seq}</Description>
        <Description term={t('request')}>
          <code className="text-xs break-all">{event.requestId}</code>
          <Button
            variant="link"
            size="sm"
            className="block h-7 px-0 underline"
            onClick={() => onRequest(event.requestId)}
          >
            {t('sameRequest')}
          </Button>
        </Description>
      </DescriptionList>
    </div>
  )
}

/** Name and role in words. What no person did has only a role. */
function Who({ actor: { id, name, role } }: Pick<AuditEvent, 'actor'>) {
  const t = useTranslations('audit.roles')
  const common = useTranslations('common.role')
  const known = t.has(role as never) ? t(role as 'system') : common.has(role as never) ? common(role as 'admin') : role
  if (!id && !name) return known
  return (
    <>
      {id ? (
        <Link href={`/users/${id}`} prefetch={false} className="underline underline-offset-4">
          {name ?? shortId(id)}
        </Link>
      ) : (
        name
      )}
      <span className="text-muted-foreground"> · {known}</span>
    </>
  )
}

/** `emergencyContact` → `emergency contact`. */
const inWords = (field: string) => field.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)

/** Refusals give a problem's code as their reason; the problem has words. */
function Reason({ reason }: { reason: string }) {
  const text = useProblemText()
  const problems = useTranslations('problems')
  return problems.has(reason as never) ? text(new ApiProblem({ code: reason, status: 0 })) : reason
}

const pages: Record<string, string> = {
  Person: '/users',
  Patient: '/patients',
  Practitioner: '/doctors',
  Appointment: '/appointments',
  Invoice: '/billing',
}

function Resource({ resource }: { resource: AuditEvent['resource'] }) {
  const t = useTranslations('audit')
  const page = pages[resource.type]
  const key = [`resources.${resource.type}`, `areas.${resource.type}`].find((known) => t.has(known as never))
  return (
    <>
      {key ? t(key as 'resources.Patient') : resource.type}{' '}
      {resource.id &&
        (page ? (
          <Link href={`${page}/${resource.id}`} prefetch={false} className="underline underline-offset-4">
            <code className="text-xs">{shortId(resource.id)}</code>
          </Link>
        ) : (
          <code className="text-xs">{shortId(resource.id)}</code>
        ))}
      {resource.version !== null && (
        <span className="block text-xs text-muted-foreground">
          {t('detail.version', { version: resource.version })}
        </span>
      )}
    </>
  )
}

function Patients({ event }: { event: AuditEvent }) {
  const t = useTranslations('audit.detail')
  const { patientIds, patientName } = event
  return (
    <span className="flex flex-wrap gap-x-2 gap-y-1">
      {patientIds.slice(0, maxPatients).map((id) => (
        <Link key={id} href={`/patients/${id}`} prefetch={false} className="underline underline-offset-4">
          {patientName ?? <code className="text-xs">{shortId(id)}</code>}
        </Link>
      ))}
      {patientIds.length > maxPatients && t('andMore', { count: patientIds.length - maxPatients })}
    </span>
  )
}
