'use client'

import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

/** Pages whose code comes beside the frame. */
const placeholder = <Skeleton className="h-96" />

export const UserList = lazyPart(() => import('./user-list').then((module) => module.UserList), { placeholder })

export const UserPage = lazyPart(() => import('./user-page').then((module) => module.UserPage), { placeholder })
