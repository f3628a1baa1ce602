'use client'

import { useQuery } from '@tanstack/react-query'
import { Siren } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { accessQueries, useEndBreakGlass, useRecordClosed } from '@/lib/queries/access'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import access from '@/messages/en/access.json'

const EmergencyDialog = lazy(() => import('./emergency-dialog').then((module) => ({ default: module.EmergencyDialog })))

/**
 * How a record that is closed to the reader is opened in an emergency; while it is open, how long it still is.
 * For roles that may.
 */
export const EmergencyAccess = withTexts({ access }, Access)

function Access({ patientId, closed }: { patientId: string; closed: boolean }) {
  const t = useTranslations('access.emergency')
  const [asking, setAsking] = useState(false)
  const { data: grant } = useQuery(accessQueries.openGrant(patientId))
  if (grant) return <OpenBanner key={grant.id} patientId={patientId} {...grant} />
  if (!closed) return null
  return (
    <div>
      <Button variant="outline" onClick={() => setAsking(true)} aria-haspopup="dialog">
        <Siren aria-hidden />
        {t('open')}
      </Button>
      {asking && (
        <Suspense>
          <EmergencyDialog patientId={patientId} onClose={() => setAsking(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** What is left of `seconds`, counted from when this was first drawn: by how much time passes, not by the device's date. */
function useSecondsLeft(seconds: number): number {
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    const began = performance.now()
    const timer = setInterval(() => setLeft(Math.max(0, seconds - (performance.now() - began) / 1000)), 1000)
    return () => clearInterval(timer)
  }, [seconds])
  return left
}

interface BannerProps {
  patientId: string
  secondsLeft: number
  throughRestriction: boolean
}

function OpenBanner({ patientId, secondsLeft, throughRestriction }: BannerProps) {
  const t = useTranslations('access.emergency')
  const end = useEndBreakGlass(patientId)
  const closed = useRecordClosed(patientId)
  const left = useSecondsLeft(secondsLeft)
  const isOver = left === 0
  useEffect(() => {
    if (isOver) void closed()
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the time is over
  }, [isOver])
  return (
    <Alert variant="warning" className="sticky top-16 z-10">
      <AlertTitle>{t('banner')}</AlertTitle>
      <AlertDescription className="flex flex-wrap items-center justify-between gap-3">
        <span>
          {t('left', { minutes: Math.floor(left / 60) })} {throughRestriction && t('through')}
        </span>
        <Button
          size="sm"
          variant="outline"
          disabled={end.isPending}
          onClick={() => end.mutate(undefined, { onSuccess: () => toast.success(t('closed')) })}
        >
          {t('close')}
        </Button>
      </AlertDescription>
    </Alert>
  )
}
