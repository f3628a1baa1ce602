'use client'

import type { Doctor } from '@hms/contract/doctors'
import { Stethoscope } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { memo, useDeferredValue } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Empty } from '@/components/ui/empty'
import { ErrorState } from '@/components/ui/error-state'
import { LoadMore } from '@/components/ui/pagination'
import { QuietLink } from '@/components/ui/quiet-link'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { useDoctors } from '@/lib/queries/doctors'
import { DoctorFilters, useDoctorFilters } from './doctor-filters'

/** Patients look for a doctor by name and specialization; `hrefOf` says where choosing one leads. */
export function DoctorSearch({ hrefOf }: { hrefOf: (id: string) => string }) {
  const t = useTranslations('doctors')
  const filters = useDoctorFilters()
  const list = useDoctors({ ...filters.query, limit: 24 })
  // Drawn in pieces, between which what is typed and pressed is answered.
  const doctors = useDeferredValue(list.items)
  return (
    <>
      <DoctorFilters {...filters} />
      {list.error && list.items.length === 0 ? (
        <Card>
          <ErrorState error={list.error} onRetry={list.refetch} />
        </Card>
      ) : list.isPending || (doctors.length === 0 && list.items.length > 0) ? (
        <Loading className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {Array.from({ length: 6 }, (_, index) => (
            <Skeleton key={index} className="h-48 rounded-xl" />
          ))}
        </Loading>
      ) : doctors.length === 0 ? (
        <Card>
          <Empty icon={Stethoscope} title={t('noneFound')} description={t('noneFoundHint')} />
        </Card>
      ) : (
        <>
          <DoctorCards doctors={doctors} hrefOf={hrefOf} />
          {list.hasMore && <LoadMore list={list} className="px-0" />}
        </>
      )}
    </>
  )
}

interface DoctorCardsProps {
  doctors: Doctor[]
  hrefOf: (id: string) => string
}

const DoctorCards = memo(function DoctorCards({ doctors, hrefOf }: DoctorCardsProps) {
  const t = useTranslations('doctors')
  return (
    <ul aria-label={t('title')} className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {doctors.map((doctor) => (
        <DoctorCard key={doctor.id} doctor={doctor} href={hrefOf(doctor.id)} />
      ))}
    </ul>
  )
})

function DoctorCard({ doctor, href }: { doctor: Doctor; href: string }) {
  const t = useTranslations('doctors')
  return (
    <li>
      <Card className="h-full gap-3 p-5">
        <div className="flex items-center gap-3">
          <Avatar person={doctor} className="size-11 text-sm" />
          <div className="min-w-0">
            <h2 className="truncate text-base font-semibold">
              <QuietLink oneOfMany href={`/doctors/${doctor.id}`} className="rounded-sm hover:underline">
                {fullName(doctor)}
              </QuietLink>
            </h2>
            <p className="truncate text-sm text-muted-foreground">{doctor.specialization}</p>
          </div>
        </div>
        <p className="line-clamp-3 flex-1 text-sm text-muted-foreground">{doctor.bio ?? t('noBio')}</p>
        <Button asChild className="w-full">
          <QuietLink oneOfMany href={href} aria-label={t('seeTimesOf', { name: fullName(doctor) })}>
            {t('seeTimes')}
          </QuietLink>
        </Button>
      </Card>
    </li>
  )
}
