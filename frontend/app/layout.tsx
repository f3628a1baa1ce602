import './globals.css'
import type { Metadata, Viewport } from 'next'
import { NextIntlClientProvider } from 'next-intl'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { HeadScript } from '@/components/shell/head-script'
import { Providers } from '@/components/shell/providers'
import { Shell } from '@/components/shell/shell'
import { publicMessages } from '@/messages/en'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations()
  return {
    title: { default: t('common.appTitle'), template: `%s · ${t('common.appName')}` },
    description: t('landing.description'),
    robots: { index: false, follow: false },
  }
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7fafa' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1418' },
  ],
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <HeadScript />
      </head>
      <body>
        {/* Everything there is to see, which a locked screen takes away (lib/lock.ts). */}
        <div id="site">
          <NextIntlClientProvider messages={publicMessages}>
            <Providers>
              <Shell>{children}</Shell>
            </Providers>
          </NextIntlClientProvider>
          <div id="overlays" />
        </div>
      </body>
    </html>
  )
}
