'use client'

import { Card } from '@/components/ui/card'
import { lazyPart } from '@/lib/lazy-part'

/** The list's code comes beside the frame. */
export const PrivacyCases = lazyPart(() => import('./case-list').then((module) => module.CaseList), {
  placeholder: <Card className="h-96" />,
})
