'use client'

import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

/** What comes beside the frame and the own details. */
export const AccountSettings = lazyPart(() => import('./account-settings').then((module) => module.AccountSettings), {
  placeholder: <Skeleton className="h-96" />,
})
