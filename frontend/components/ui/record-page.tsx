'use client'

import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { isProblem } from '@/lib/problem'
import { cn } from '@/lib/utils'
import { Button } from './button'
import { Card } from './card'
import { ErrorState } from './error-state'
import { PageHeader } from './page-header'
import { Loading, Skeleton } from './skeleton'

interface RecordPageProps<T> {
  /** What reads the record, as `useQuery` returns it. */
  query: { data: T | undefined; error: unknown; refetch: () => unknown }
  /** Name of the list that the record belongs to, and its address: the way back. */
  title: string
  href: string
  loading?: ReactNode
  children: (record: T) => ReactNode
}

/**
 * The page of one record: its shape while it is read, the record once it is there, or why it is not. A record on the
 * screen outlasts a reading anew that fails, unless it is gone or not for this reader any more.
 */
export function RecordPage<T>({ query, title, href, loading = <RecordSkeleton />, children }: RecordPageProps<T>) {
  const { data, error, refetch } = query
  if (error && (data === undefined || isProblem(error, 'not-found', 'not-permitted'))) {
    return <RecordError title={title} href={href} error={error} onRetry={refetch} />
  }
  return data === undefined ? loading : children(data)
}

interface RecordSkeletonProps {
  /** Columns of the two cards on a wide screen, and their height. */
  columns?: string
  cards?: string
}

/** A heading and two cards. */
export function RecordSkeleton({ columns = 'lg:grid-cols-2', cards = 'h-64' }: RecordSkeletonProps) {
  return (
    <Loading className="grid gap-6">
      <Skeleton className="h-8 w-64" />
      <div className={cn('grid gap-6', columns)}>
        <Skeleton className={cards} />
        <Skeleton className={cards} />
      </div>
    </Loading>
  )
}

type RecordErrorProps = Pick<RecordPageProps<unknown>, 'title' | 'href'> & {
  error: unknown
  onRetry: () => unknown
}

/** The heading and the way back stay. */
function RecordError({ title, href, error, onRetry }: RecordErrorProps) {
  const t = useTranslations('common')
  const back = (
    <Button asChild variant="outline">
      <Link href={href}>
        <ArrowLeft aria-hidden />
        {t('back')}
      </Link>
    </Button>
  )
  return (
    <>
      <PageHeader title={title} actions={back} />
      <Card>
        <ErrorState error={error} onRetry={onRetry} />
      </Card>
    </>
  )
}
