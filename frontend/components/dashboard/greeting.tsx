'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useMe } from '@/lib/auth'
import { useFormat } from '@/lib/reader'

/** Whose day it is and which: what the heading, which is the same for everybody, cannot say. `actions` stand beside it. */
export function Greeting({ actions }: { actions?: ReactNode }) {
  const t = useTranslations('dashboard')
  const format = useFormat()
  const me = useMe()!
  return (
    <div className="mb-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <p>
        <span className="font-medium">{t('welcome', { name: me.user.firstName })}</span>
        <span className="block text-sm text-muted-foreground">
          {t('today', { date: format.date(format.today(), 'long') })}
        </span>
      </p>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  )
}
