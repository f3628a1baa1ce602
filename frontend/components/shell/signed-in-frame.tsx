'use client'

import type { Role } from '@hms/contract/permissions'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { NextIntlClientProvider, useLocale } from 'next-intl'
import { type ReactNode, useCallback, useDeferredValue, useState, useSyncExternalStore } from 'react'
import { useIsQuiet, useMediaQuery } from '@/lib/hooks'
import { isLocked, onLock } from '@/lib/lock'
import { isProblem } from '@/lib/problem'
import { authQueries } from '@/lib/queries/auth'
import { settingsQueries } from '@/lib/queries/settings'
import { messages } from '@/messages/en'
import { DataProvider } from './data-provider'
import { PhoneNavigation } from './phone-navigation'
import { type ShortcutTarget, useShortcuts } from './shortcuts'
import { FrameSkeleton } from './frame-skeleton'
import { StepUpHost } from '@/components/factors/step-up-host'
import { Sidebar } from './sidebar'
import { SignedInContext } from './signed-in-page'
import { TopBar } from './top-bar'
import { Unavailable } from './unavailable'

const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette), {
  ssr: false,
})
const FactorDue = dynamic(() => import('@/components/factors/factor-due').then((module) => module.FactorDue), {
  ssr: false,
})
const LockHost = dynamic(() => import('./lock-host').then((module) => module.LockHost), { ssr: false })
const NoticeDue = dynamic(() => import('@/components/consents/notice-due').then((module) => module.NoticeDue), {
  ssr: false,
})
const ShortcutList = dynamic(() => import('./shortcut-list').then((module) => module.ShortcutList), { ssr: false })

/** Everything behind the sign-in, with its texts and its memory. Its pages are each a `SignedInPage`. */
export function SignedInFrame({ children }: { children: ReactNode }) {
  const locale = useLocale()
  return (
    <NextIntlClientProvider locale={locale} messages={messages}>
      <DataProvider>
        <Frame>{children}</Frame>
      </DataProvider>
    </NextIntlClientProvider>
  )
}

function Frame({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useQuery(authQueries.me())
  // Asked at the same time. Pages tell times and sums by them, and would be drawn twice, the second time with other lines.
  const settings = useQuery(settingsQueries.get())
  const isWaiting = settings.isPending && settings.failureCount === 0
  // Deferred, so that React draws the page in small pieces, between which the browser can answer.
  const me = useDeferredValue(isWaiting ? undefined : data)
  const isWide = useMediaQuery('(min-width: 1024px)')
  const isQuiet = useIsQuiet()
  const isShut = useSyncExternalStore(onLock, isLocked, () => false)
  const isLeaving = isProblem(error, 'not-signed-in', 'session-ended')
  if (!data && error && !isLeaving && !isShut) return <Unavailable error={error} onRetry={refetch} />
  return (
    <div className="min-h-dvh lg:pl-60">
      {me ? <Controls role={me.user.role} isWide={isWide} /> : <FrameSkeleton />}
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-7xl px-4 pt-6 pb-28 outline-none sm:px-6 lg:px-8 lg:pb-12"
      >
        <SignedInContext value={me !== undefined}>{me?.secondFactorDue ? <FactorDue /> : children}</SignedInContext>
      </main>
      <StepUpHost />
      {me?.patient && !me.secondFactorDue && <NoticeDue me={me} />}
      {(isQuiet || isShut) && <LockHost />}
      {me && !isWide && <PhoneNavigation role={me.user.role} />}
    </div>
  )
}

/** Fetched when somebody asks for it, or to be ready when nobody is there. */
const lockFromHere = () => import('@/lib/queries/lock').then(({ lockNow }) => lockNow())

/** What stands before the pages, by what the reader may see. */
function Controls({ role, isWide }: { role: Role; isWide: boolean }) {
  const router = useRouter()
  const [overlay, setOverlay] = useState<'palette' | 'help' | null>(null)
  const search = useCallback(() => setOverlay('palette'), [])

  function run(target: ShortcutTarget) {
    if (target.kind === 'go') router.push(target.href)
    else if (target.kind === 'lock') void lockFromHere()
    else setOverlay(target.kind)
  }
  useShortcuts(role, run)

  return (
    <>
      {isWide && <Sidebar role={role} />}
      <TopBar onSearch={search} />
      {overlay === 'palette' && <CommandPalette role={role} onClose={() => setOverlay(null)} />}
      {overlay === 'help' && <ShortcutList role={role} onClose={() => setOverlay(null)} />}
    </>
  )
}
