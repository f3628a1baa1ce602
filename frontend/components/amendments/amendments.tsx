'use client'

import { Card } from '@/components/ui/card'
import { lazyPart } from '@/lib/lazy-part'

/** The list's code and texts come beside the frame. */
export const Amendments = lazyPart(() => import('./amendment-work').then((module) => module.AmendmentWork), {
  placeholder: <Card className="h-96" />,
})

export const LetterPage = lazyPart(() => import('./amendment-letter').then((module) => module.AmendmentLetter), {
  placeholder: <Card className="h-160" />,
})
