'use client'

import { useTranslations } from 'next-intl'
import { createContext, type ReactNode, useContext } from 'react'
import { Skeleton } from '@/components/ui/skeleton'

/** Whether it is known who is signed in; the frame says so. */
export const SignedInContext = createContext(false)

interface SignedInPageProps {
  /** What is the same for everybody: it is in the document, and stands before anything has been asked. */
  heading?: ReactNode
  children: ReactNode
}

/** A page behind the sign-in: what is inside may count on `useMe()` being known. */
export function SignedInPage({ heading, children }: SignedInPageProps) {
  const isKnown = useContext(SignedInContext)
  return (
    <>
      {heading}
      {isKnown ? children : <Waiting hasHeading={Boolean(heading)} />}
    </>
  )
}

function Waiting({ hasHeading }: { hasHeading: boolean }) {
  const t = useTranslations('common')
  return (
    <div aria-busy className="grid gap-4">
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      {!hasHeading && <Skeleton className="h-8 w-56" />}
      <Skeleton className="h-40" />
      <Skeleton className="h-64" />
    </div>
  )
}
