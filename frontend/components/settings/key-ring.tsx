'use client'

import type { KeyRingStatus, KeyRotation, RingKey } from '@hms/contract/keys'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { ErrorState } from '@/components/ui/error-state'
import { LoadingBlock } from '@/components/ui/skeleton'
import { keyQueries, useRotateKeys } from '@/lib/queries/keys'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import keys from '@/messages/en/keys.json'

/** Which key seals how much of what, and the work that moves it all to the current one. */
export const KeyRing = withTexts({ keys }, Content)

function Content() {
  const status = useQuery(keyQueries.status())
  if (status.data) return <Ring status={status.data} />
  if (status.isPending) return <LoadingBlock className="h-96 max-w-3xl" />
  return (
    <Card className="max-w-3xl">
      <ErrorState error={status.error} onRetry={status.refetch} />
    </Card>
  )
}

const isMissing = ({ held, uses }: RingKey) => !held && uses.some(({ kind }) => kind !== 'recovery-codes')

function Ring({ status }: { status: KeyRingStatus }) {
  const t = useTranslations('keys')
  const missing = status.keys.filter(isMissing)
  const goesOn = status.rotation !== null && status.rotation.finishedAt === null
  return (
    <div className="grid max-w-3xl gap-6">
      {missing.length > 0 && (
        <Alert variant="destructive">
          <AlertTitle>{t('missing', { keys: missing.map(({ id }) => id).join(', ') })}</AlertTitle>
          <AlertDescription>{t('missingText')}</AlertDescription>
        </Alert>
      )}
      <Card>
        <CardHeader>
          <CardTitle>{t('title')}</CardTitle>
          <CardDescription>{t('hint')}</CardDescription>
        </CardHeader>
        <CardContent className="grid gap-6">
          {goesOn ? <Progress rotation={status.rotation!} left={status.left} /> : <Rest status={status} />}
          <ul className="grid gap-6">
            {status.keys.map((key) => (
              <Key key={key.id} of={key} />
            ))}
          </ul>
        </CardContent>
      </Card>
    </div>
  )
}

function Progress({ rotation, left }: { rotation: KeyRotation; left: number }) {
  const t = useTranslations('keys')
  const format = useFormat()
  return (
    <div className="grid gap-2" role="status">
      <p className="text-sm font-medium">
        {t('progress', { key: rotation.toKey, rows: rotation.rows, left: format.number(left) })}
      </p>
      <progress
        aria-label={t('progressLabel')}
        className="h-2 w-full accent-primary"
        max={rotation.rows + left || 1}
        value={rotation.rows}
      />
      <p className="text-sm text-muted-foreground">{t('waiting', { age: format.relative(rotation.touchedAt) })}</p>
    </div>
  )
}

/** While no rotation goes on: whether one is needed, and what became of the last. */
function Rest({ status: { left, rotation, keys: all } }: { status: KeyRingStatus }) {
  const t = useTranslations('keys')
  const format = useFormat()
  const rotate = useRotateKeys()
  const key = all.find(({ current }) => current)?.id ?? ''
  return (
    <div className="grid justify-items-start gap-3">
      <p className="text-sm font-medium">{left === 0 ? t('allCurrent') : t('left', { rows: left })}</p>
      {rotation?.failure && (
        <Alert variant="destructive">
          <AlertTitle>{t('lastFailed', { key: rotation.toKey, failure: rotation.failure })}</AlertTitle>
        </Alert>
      )}
      {rotation?.finishedAt && !rotation.failure && (
        <p className="text-sm text-muted-foreground">
          {t('lastDone', { key: rotation.toKey, rows: rotation.rows, age: format.relative(rotation.finishedAt) })}
        </p>
      )}
      {left > 0 && (
        <>
          <p className="text-sm text-muted-foreground">{t('leftText')}</p>
          <ConfirmDialog
            trigger={<Button>{t('rotate')}</Button>}
            title={t('rotateTitle', { key })}
            description={t('rotateText', { key })}
            confirmLabel={t('rotateConfirm')}
            onConfirm={async () => {
              await rotate.mutateAsync()
              toast.success(t('begun'))
            }}
          />
        </>
      )}
    </div>
  )
}

const tones = {
  current: 'success',
  needed: 'warning',
  removable: 'neutral',
  missing: 'danger',
  gone: 'neutral',
} as const

function stateOf(key: RingKey): keyof typeof tones {
  if (key.current) return 'current'
  if (!key.held) return isMissing(key) ? 'missing' : 'gone'
  return key.removable ? 'removable' : 'needed'
}

function Key({ of: key }: { of: RingKey }) {
  const t = useTranslations('keys')
  const format = useFormat()
  const state = stateOf(key)
  return (
    <li className="grid gap-2 border-t pt-4">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-mono text-sm font-medium break-all">{key.id}</span>
        <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>
        {key.firstSeenAt && (
          <span className="text-sm text-muted-foreground">{t('since', { date: format.date(key.firstSeenAt) })}</span>
        )}
      </p>
      {key.uses.length === 0 ? (
        <p className="text-sm text-muted-foreground">{t('unused')}</p>
      ) : (
        <DescriptionList>
          {key.uses.map(({ kind, rows }) => (
            <Description key={kind} term={t(`uses.${kind}`)}>
              <span className="tabular">{format.number(rows)}</span>
            </Description>
          ))}
        </DescriptionList>
      )}
    </li>
  )
}
