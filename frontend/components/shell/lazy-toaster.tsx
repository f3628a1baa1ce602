'use client'

import { lazy, Suspense, useSyncExternalStore } from 'react'
import { isToasterWanted, onToasterWanted } from '@/lib/toast'

const Toaster = lazy(() => import('@/components/ui/sonner').then((module) => ({ default: module.Toaster })))

/** The place of the notes, from the first note on. */
export function LazyToaster() {
  const isWanted = useSyncExternalStore(onToasterWanted, isToasterWanted, () => false)
  return isWanted ? (
    <Suspense>
      <Toaster />
    </Suspense>
  ) : null
}
