'use client'

import { useEffect } from 'react'
import { tellProof } from '@/lib/proof'

/** Tells the tab that waits, unless this one came back with a problem. */
export function TellProof() {
  useEffect(() => {
    if (!new URLSearchParams(window.location.search).has('problem')) tellProof()
  }, [])
  return null
}
