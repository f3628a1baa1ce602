'use client'

import { ArrowLeft, Printer } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Button } from './button'
import { Card } from './card'
import { QueryState } from './query-card'

interface PaperProps<T> {
  query: { data: T | undefined; error: unknown; refetch: () => unknown }
  /** The way back, and what it is called. */
  href: string
  back: string
  print: string
  children: (data: T) => ReactNode
}

/** What was read, made for paper: A4 and Letter alike. */
export function Paper<T>({ query, href, back, print, children }: PaperProps<T>) {
  const isThere = query.data !== undefined
  const state = (
    <QueryState query={query} height="h-160">
      {(data) => (
        <article className="rounded-xl border bg-card p-6 text-card-foreground shadow-xs sm:p-10 print:rounded-none print:border-0 print:p-0 print:shadow-none">
          {children(data)}
        </article>
      )}
    </QueryState>
  )
  return (
    <div className="mx-auto max-w-3xl print:max-w-none">
      <div data-print="hide" className="mb-6 flex flex-wrap items-center justify-between gap-3">
        <Button asChild variant="ghost" className="-ml-4">
          <Link href={href}>
            <ArrowLeft aria-hidden />
            {back}
          </Link>
        </Button>
        <Button disabled={!isThere} onClick={() => window.print()}>
          <Printer aria-hidden />
          {print}
        </Button>
      </div>
      {query.error && !isThere ? <Card>{state}</Card> : state}
    </div>
  )
}

interface LetterHeadProps {
  hospital: { name: string; address: string | null }
  tel: string | null
  /** What the paper is, at the other side. */
  children: ReactNode
}

/** Who writes. */
export function LetterHead({ hospital, tel, children }: LetterHeadProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4 border-b pb-6">
      <div className="max-w-sm">
        <p className="text-lg leading-6 font-semibold tracking-tight">{hospital.name}</p>
        {hospital.address && <p className="mt-1 whitespace-pre-line text-muted-foreground">{hospital.address}</p>}
        {tel && <p className="text-muted-foreground">{tel}</p>}
      </div>
      <div className="sm:text-right print:text-right">{children}</div>
    </header>
  )
}
