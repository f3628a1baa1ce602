'use client'

import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { useMe } from '@/lib/auth'

/** Whoever has not filled in the own details yet is led there first. */
export function PatientMayBook({ children }: { children: ReactNode }) {
  const t = useTranslations('appointments')
  const me = useMe()
  if (me?.patient) return children
  return (
    <Alert>
      <AlertTitle>{t('detailsFirst')}</AlertTitle>
      <AlertDescription>
        <p>{t('detailsFirstHint')}</p>
        <Button asChild size="sm" className="mt-3">
          <Link href="/profile">{t('fillInDetails')}</Link>
        </Button>
      </AlertDescription>
    </Alert>
  )
}
