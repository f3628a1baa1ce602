'use client'

import { Card } from '@/components/ui/card'
import { lazyPart } from '@/lib/lazy-part'

/** The list's code and texts come beside the frame. */
export const Amendments = lazyPart(() => import('./amendment-work').then((module) => module.AmendmentWork), {
  placeholder: <Card className="h-96" />,
})
