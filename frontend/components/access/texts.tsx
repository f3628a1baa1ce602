'use client'

import { NextIntlClientProvider, useLocale, useMessages } from 'next-intl'
import type { ComponentType } from 'react'
import access from '@/messages/en/access.json'

/** Gives a component the texts of access: they come with the screens that say them, so that no other page carries them. */
export function withAccessTexts<P extends object>(Component: ComponentType<P>): ComponentType<P> {
  return function WithAccessTexts(props: P) {
    const messages = useMessages()
    return (
      <NextIntlClientProvider locale={useLocale()} messages={{ ...messages, access }}>
        <Component {...props} />
      </NextIntlClientProvider>
    )
  }
}
