'use client'

import { CalendarPlus, Search } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { OwedCard } from '@/components/billing/owed-card'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { useMe } from '@/lib/auth'
import { Greeting } from './greeting'
import { NextVisit } from './next-visit'
import { RecentNotifications } from './recent-notifications'

/** What a patient comes for: the next visit, what is owed, and the way to a doctor. */
export function PatientDashboard() {
  const t = useTranslations('dashboard')
  const me = useMe()!
  return (
    <>
      <Greeting
        actions={
          <Button asChild>
            <Link href="/appointments/new">
              <CalendarPlus aria-hidden />
              {t('patient.book')}
            </Link>
          </Button>
        }
      />
      <div className="grid gap-6">
        {me.patient?.complete === false && <Incomplete />}
        <div className="grid items-start gap-6 max-lg:settles lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="settles grid gap-6">
            <NextVisit />
            <FindDoctor />
          </div>
          <div className="settles grid gap-6">
            <OwedCard />
            <RecentNotifications />
          </div>
        </div>
      </div>
    </>
  )
}

function Incomplete() {
  const t = useTranslations('dashboard.patient')
  return (
    <Alert variant="warning">
      <AlertTitle>{t('incompleteTitle')}</AlertTitle>
      <AlertDescription className="grid justify-items-start gap-3">
        {t('incomplete')}
        <Button asChild size="sm">
          <Link href="/profile">{t('completeDetails')}</Link>
        </Button>
      </AlertDescription>
    </Alert>
  )
}

function FindDoctor() {
  const t = useTranslations('dashboard.patient')
  return (
    <Card className="relative flex-row items-center gap-4 px-5 py-4 transition-colors hover:bg-muted/60">
      <span
        aria-hidden
        className="grid size-10 shrink-0 place-content-center rounded-full bg-accent text-accent-foreground"
      >
        <Search className="size-5" />
      </span>
      <div className="min-w-0">
        <Link href="/doctors" className="font-medium after:absolute after:inset-0 after:rounded-xl">
          {t('findDoctor')}
        </Link>
        <p className="text-sm text-muted-foreground">{t('findDoctorHint')}</p>
      </div>
    </Card>
  )
}
