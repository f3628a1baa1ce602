'use client'

import type { Session } from '@hms/contract/auth'
import { useQuery } from '@tanstack/react-query'
import { Laptop, Smartphone } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardFooter, CardHeader, CardTitle } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { useSignOutEverywhere } from '@/lib/auth'
import { describeDevice } from '@/lib/device'
import { authQueries, useEndSession } from '@/lib/queries/auth'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'

export function SessionsCard() {
  const t = useTranslations('profile.sessions')
  const sessions = useQuery(authQueries.sessions())
  const everywhere = useSignOutEverywhere()
  return (
    <Card className="settles">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('description')}</CardDescription>
      </CardHeader>
      <CardContent>
        {sessions.isPending && <LoadingBlock className="h-24" />}
        {sessions.error && !sessions.data && <ErrorState error={sessions.error} onRetry={sessions.refetch} />}
        {sessions.data && (
          <ul className="divide-y rounded-lg border">
            {sessions.data.map((session) => (
              <Device key={session.id} session={session} />
            ))}
          </ul>
        )}
      </CardContent>
      <CardFooter>
        <ConfirmDialog
          trigger={<Button variant="outline">{t('everywhere')}</Button>}
          title={t('everywhereTitle')}
          description={t('everywhereText')}
          confirmLabel={t('everywhere')}
          destructive
          onConfirm={() => everywhere.mutateAsync()}
        />
      </CardFooter>
    </Card>
  )
}

function Device({ session }: { session: Session }) {
  const t = useTranslations('profile.sessions')
  const format = useFormat()
  const end = useEndSession()
  const known = describeDevice(session.userAgent)
  const Icon = known && ['iPhone', 'Android'].includes(known.system) ? Smartphone : Laptop
  const name = known ? t('browserOn', known) : session.userAgent?.slice(0, 60) || t('unknownDevice')
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Icon aria-hidden className="size-5 shrink-0 text-muted-foreground" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {session.current && <Badge tone="success">{t('current')}</Badge>}
          {session.secondFactor && <Badge tone="primary">{t('secondFactor')}</Badge>}
          {session.locked && <Badge tone="neutral">{t('locked')}</Badge>}
        </p>
        <p className="text-xs text-muted-foreground">
          {t('lastSeen', { when: format.relative(session.lastSeenAt) })}
          {` · ${t('since', { when: format.dateTime(session.createdAt) })}`}
          {session.clientAddress && ` · ${t('from', { address: session.clientAddress })}`}
        </p>
      </div>
      {!session.current && (
        <Button
          variant="outline"
          size="sm"
          pending={end.isPending}
          aria-label={t('signOutNamed', { device: name })}
          onClick={() => end.mutate(session.id, { onSuccess: () => toast.success(t('ended')) })}
        >
          {t('signOut')}
        </Button>
      )}
    </li>
  )
}
