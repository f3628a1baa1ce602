'use client'

import { type Messages, NextIntlClientProvider, useLocale, useMessages } from 'next-intl'
import type { ComponentType } from 'react'

/**
 * Gives a component, and what it renders, the texts of a domain that few look at: they come in the script of the
 * screens that say them, so that no other page carries them.
 */
export function withTexts<P extends object>(texts: Partial<Messages>, Component: ComponentType<P>): ComponentType<P> {
  return function WithTexts(props: P) {
    const messages = useMessages()
    return (
      <NextIntlClientProvider locale={useLocale()} messages={{ ...messages, ...texts }}>
        <Component {...props} />
      </NextIntlClientProvider>
    )
  }
}
