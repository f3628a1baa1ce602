'use client'

import type { Doctor } from '@hms/contract/doctors'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Avatar } from '@/components/ui/avatar'
import { Button } from '@/components/ui/button'
import { fullName } from '@/lib/auth'

/** Whom a booking is with, and the way back to choosing another. */
export function DoctorHeading({ doctor, changeHref }: { doctor: Doctor; changeHref?: string }) {
  const t = useTranslations('doctors')
  return (
    <div className="flex items-center gap-3">
      <Avatar person={doctor} className="size-11 text-sm" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-semibold">{fullName(doctor)}</p>
        <p className="truncate text-sm text-muted-foreground">{doctor.specialization}</p>
      </div>
      {changeHref && (
        <Button asChild variant="outline" size="sm">
          <Link href={changeHref}>{t('change')}</Link>
        </Button>
      )}
    </div>
  )
}
