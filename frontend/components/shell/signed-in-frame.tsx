'use client'

import type { Me } from '@hms/contract/auth'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { isProblem } from '@/lib/problem'
import { authQueries } from '@/lib/queries/auth'
import { DataProvider } from './data-provider'
import { PhoneNavigation } from './phone-navigation'
import { type ShortcutTarget, useShortcuts } from './shortcuts'
import { Sidebar } from './sidebar'
import { FrameSkeleton } from './frame-skeleton'
import { TopBar } from './top-bar'
import { Unavailable } from './unavailable'

const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette), {
  ssr: false,
})
const ShortcutList = dynamic(() => import('./shortcut-list').then((module) => module.ShortcutList), { ssr: false })

/** Everything behind the sign-in. Pages inside may count on `useMe()` being known. */
export function SignedInFrame({ children }: { children: ReactNode }) {
  return (
    <DataProvider>
      <Gate>{children}</Gate>
    </DataProvider>
  )
}

function Gate({ children }: { children: ReactNode }) {
  const me = useQuery(authQueries.me())
  if (me.data) return <Frame me={me.data}>{children}</Frame>
  const isLeaving = isProblem(me.error, 'not-signed-in', 'session-ended')
  if (me.error && !isLeaving) return <Unavailable error={me.error} onRetry={me.refetch} />
  return <FrameSkeleton />
}

function Frame({ me, children }: { me: Me; children: ReactNode }) {
  const router = useRouter()
  const [overlay, setOverlay] = useState<'palette' | 'help' | null>(null)
  const { role } = me.user

  function run(target: ShortcutTarget) {
    if (target.kind === 'go') router.push(target.href)
    else setOverlay(target.kind)
  }
  useShortcuts(role, run)

  return (
    <div className="min-h-dvh lg:pl-60">
      <Sidebar role={role} />
      <TopBar onSearch={() => setOverlay('palette')} />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-7xl px-4 pt-6 pb-28 outline-none sm:px-6 lg:px-8 lg:pb-12"
      >
        {children}
      </main>
      <PhoneNavigation role={role} />
      {overlay === 'palette' && <CommandPalette role={role} onClose={() => setOverlay(null)} />}
      {overlay === 'help' && <ShortcutList role={role} onClose={() => setOverlay(null)} />}
    </div>
  )
}
