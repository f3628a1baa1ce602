'use client'

import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

/** Pages whose code comes beside the frame. */
const placeholder = <Skeleton className="h-96" />

export const PatientRecord = lazyPart(() => import('./patient-record').then((module) => module.PatientRecord), {
  placeholder,
})

export const PatientList = lazyPart(() => import('./patient-list').then((module) => module.PatientList), {
  placeholder,
})
