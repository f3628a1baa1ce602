'use client'

import { Card } from '@/components/ui/card'
import { lazyPart } from '@/lib/lazy-part'

/** The lists' code and texts come beside the frame. */
export const Erasures = lazyPart(() => import('./erasure-work').then((module) => module.ErasureWork), {
  placeholder: <Card className="h-96" />,
})

export const CertificatePage = lazyPart(() => import('./certificate').then((module) => module.Certificate), {
  placeholder: <Card className="h-160" />,
})
