'use client'

import { useTranslations } from 'next-intl'
import { Skeleton } from '@/components/ui/skeleton'
import { Wordmark } from './logo'

/** The frame while it is not yet known who is signed in. */
export function FrameSkeleton() {
  const t = useTranslations('common')
  return (
    <div className="min-h-dvh lg:pl-60">
      <header className="fixed inset-y-0 left-0 hidden w-60 border-r border-sidebar-border bg-sidebar px-5 text-sidebar-accent-foreground lg:block">
        <div className="flex h-14 items-center">
          <Wordmark name={t('appName')} className="[&_svg]:text-sidebar-mark" />
        </div>
      </header>
      <div className="h-14 border-b" />
      <main id="content" aria-busy className="mx-auto grid w-full max-w-7xl gap-4 px-4 py-6 sm:px-6 lg:px-8">
        <p role="status" className="sr-only">
          {t('loading')}
        </p>
        <Skeleton className="h-8 w-56" />
        <Skeleton className="h-40" />
        <Skeleton className="h-64" />
      </main>
    </div>
  )
}
