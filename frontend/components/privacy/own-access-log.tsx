'use client'

import { Card } from '@/components/ui/card'
import { lazyPart } from '@/lib/lazy-part'
import { useMe } from '@/lib/auth'
import { EmptyState } from './no-record'

const AccessLog = lazyPart(() => import('./access-log').then((module) => module.AccessLog), {
  placeholder: <Card className="h-96" />,
})

/** The reader's own log; who is no patient has none. */
export function OwnAccessLog() {
  const me = useMe()
  if (!me) return <Card className="h-96" aria-busy />
  return me.patient ? <AccessLog patientId={me.patient.id} isOwn /> : <EmptyState />
}
