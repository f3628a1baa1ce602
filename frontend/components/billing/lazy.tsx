'use client'

import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

/** Pages whose code comes beside the frame. */
const placeholder = <Skeleton className="h-96" />

export const BillList = lazyPart(() => import('./bill-list').then((module) => module.BillList), { placeholder })

export const BillView = lazyPart(() => import('./bill-view').then((module) => module.BillView), { placeholder })

export const ReceiptView = lazyPart(() => import('./receipt-view').then((module) => module.ReceiptView), {
  placeholder,
})
