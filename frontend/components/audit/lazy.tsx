'use client'

import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

/** Pages whose code comes beside the frame. */
const placeholder = <Skeleton className="h-96" />

export const AuditLog = lazyPart(() => import('./audit-log').then((module) => module.AuditLog), { placeholder })
