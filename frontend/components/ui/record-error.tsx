'use client'

import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Button } from './button'
import { Card } from './card'
import { ErrorState } from './error-state'
import { PageHeader } from './page-header'

interface RecordErrorProps {
  /** Name of the list that the record belongs to, and its address: the way back. */
  title: string
  href: string
  error: unknown
  onRetry: () => unknown
}

/** A page whose record could not be read: the heading and the way back stay. */
export function RecordError({ title, href, error, onRetry }: RecordErrorProps) {
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
