'use client'

import type { Doctor } from '@hms/contract/doctors'
import { CalendarPlus } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { PatientMayBook } from '@/components/appointments/patient-may-book'
import { HoursSummary } from '@/components/availability/hours-summary'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { PageHeader } from '@/components/ui/page-header'
import { LoadingBlock, Skeleton } from '@/components/ui/skeleton'
import { fullName, useMe, useRole } from '@/lib/auth'
import { lazyPart } from '@/lib/lazy-part'
import { AdminActions, type EditedPart } from './admin/admin-actions'

const BookVisit = lazyPart(() => import('@/components/appointments/book-visit').then((module) => module.BookVisit), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

const EditPart = dynamic(() => import('./admin/edit-part').then((module) => module.EditPart), {
  loading: () => <LoadingBlock className="h-96 max-w-3xl" />,
})

/** A doctor who is there, as staff and as patients see them. */
export function DoctorRecord({ doctor }: { doctor: Doctor }) {
  const t = useTranslations('doctors')
  const role = useRole()
  const isPatient = role === 'patient'
  const [edited, setEdited] = useState<EditedPart | null>(null)
  return (
    <>
      <PageHeader
        title={fullName(doctor)}
        description={doctor.specialization}
        breadcrumb={[{ label: isPatient ? t('find') : t('title'), href: '/doctors' }, { label: fullName(doctor) }]}
        actions={
          !isPatient &&
          !edited && (
            <>
              {role === 'admin' && <AdminActions doctor={doctor} onEdit={setEdited} />}
              <StaffActions doctor={doctor} />
            </>
          )
        }
      />
      {edited && <EditPart doctor={doctor} part={edited} onDone={() => setEdited(null)} />}
      {!edited && (isPatient ? <PatientView doctor={doctor} /> : <StaffView doctor={doctor} />)}
    </>
  )
}

function PatientView({ doctor }: { doctor: Doctor }) {
  const t = useTranslations('doctors')
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      {doctor.acceptsBookings ? (
        <PatientMayBook>
          <BookVisit doctor={doctor} />
        </PatientMayBook>
      ) : (
        <p className="text-muted-foreground">{t('closedForBookingsHint')}</p>
      )}
      <div className="grid gap-6 max-lg:order-first">
        {doctor.bio && (
          <Card>
            <CardHeader>
              <CardTitle>{t('about')}</CardTitle>
            </CardHeader>
            <CardContent className="whitespace-pre-line text-muted-foreground">{doctor.bio}</CardContent>
          </Card>
        )}
        <HoursCard doctor={doctor} className="max-lg:hidden" />
      </div>
    </div>
  )
}

function StaffActions({ doctor }: { doctor: Doctor }) {
  const t = useTranslations('doctors')
  const me = useMe()
  if (me?.user.role === 'doctor' && me.doctor?.id !== doctor.id) return null
  return (
    <Button asChild>
      <Link href={`/appointments/new?doctorId=${doctor.id}`}>
        <CalendarPlus aria-hidden />
        {t('book')}
      </Link>
    </Button>
  )
}

function StaffView({ doctor }: { doctor: Doctor }) {
  const t = useTranslations('doctors')
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card>
        <CardHeader>
          <CardTitle>{t('profile')}</CardTitle>
        </CardHeader>
        <CardContent>
          <DescriptionList>
            <Description term={t('specialization')}>{doctor.specialization}</Description>
            <Description term={t('bookings')}>
              <Badge tone={doctor.acceptsBookings ? 'success' : 'neutral'}>
                {doctor.acceptsBookings ? t('acceptsBookings') : t('closedForBookings')}
              </Badge>
            </Description>
            {doctor.licenseNumber && <Description term={t('license')}>{doctor.licenseNumber}</Description>}
            {doctor.phone && <Description term={t('phone')}>{doctor.phone}</Description>}
            {doctor.bio && (
              <Description term={t('about')} className="sm:col-span-2">
                <span className="whitespace-pre-line">{doctor.bio}</span>
              </Description>
            )}
          </DescriptionList>
        </CardContent>
      </Card>
      <HoursCard doctor={doctor} />
    </div>
  )
}

function HoursCard({ doctor, className }: { doctor: Doctor; className?: string }) {
  const t = useTranslations('doctors')
  return (
    <Card className={className}>
      <CardHeader>
        <CardTitle>{t('hours')}</CardTitle>
      </CardHeader>
      <CardContent>
        <HoursSummary availability={doctor.availability} />
      </CardContent>
    </Card>
  )
}
