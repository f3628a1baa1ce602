'use client'

import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

/** Pages whose code comes beside the frame. */
const placeholder = <Skeleton className="h-96" />

export const SettingsPage = lazyPart(() => import('./settings-page').then((module) => module.SettingsPage), {
  placeholder,
})
