'use client'

import { NextIntlClientProvider, useLocale, useMessages } from 'next-intl'
import type { ReactNode } from 'react'
import factors from '@/messages/en/factors.json'

/** Texts that only few look at: they come with the screens that say them, so that no other page carries them. */
export function FactorTexts({ children }: { children: ReactNode }) {
  const messages = useMessages()
  return (
    <NextIntlClientProvider locale={useLocale()} messages={{ ...messages, factors }}>
      {children}
    </NextIntlClientProvider>
  )
}
