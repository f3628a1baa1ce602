'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { onProofNeeded } from '@/lib/proof'

const StepUpDialog = dynamic(() => import('./step-up-dialog').then((module) => module.StepUpDialog), { ssr: false })

/** The one place where a fresh proof is asked for, whatever the request that needs it. */
export function StepUpHost() {
  const [answer, setAnswer] = useState<((shown: boolean) => void) | null>(null)
  useEffect(() => onProofNeeded(() => new Promise<boolean>((resolve) => setAnswer(() => resolve))), [])
  if (!answer) return null
  return (
    <StepUpDialog
      onEnd={(shown) => {
        setAnswer(null)
        answer(shown)
      }}
    />
  )
}
