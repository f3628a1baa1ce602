'use client'

import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'

/** Pages whose code comes beside the frame. */
const placeholder = <Skeleton className="h-96" />

export const Doctors = lazyPart(() => import('./doctors').then((module) => module.Doctors), { placeholder })

export const DoctorProfile = lazyPart(() => import('./doctor-profile').then((module) => module.DoctorProfile), {
  placeholder,
})
