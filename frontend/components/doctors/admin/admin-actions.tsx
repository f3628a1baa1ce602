'use client'

import type { Doctor } from '@hms/contract/doctors'
import { Clock, Pencil, UserRoundCog } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'

/** What of a doctor is being edited. */
export type EditedPart = 'profile' | 'hours'

interface AdminActionsProps {
  doctor: Doctor
  onEdit: (part: EditedPart) => void
}

/** What an administrator does with a doctor, beside booking. */
export function AdminActions({ doctor, onEdit }: AdminActionsProps) {
  const t = useTranslations('doctorAdmin')
  return (
    <>
      <Button asChild variant="outline">
        <Link href={`/users/${doctor.userId}`}>
          <UserRoundCog aria-hidden />
          {t('openAccount')}
        </Link>
      </Button>
      <Button variant="outline" onClick={() => onEdit('hours')}>
        <Clock aria-hidden />
        {t('editHours')}
      </Button>
      <Button variant="outline" onClick={() => onEdit('profile')}>
        <Pencil aria-hidden />
        {t('editProfile')}
      </Button>
    </>
  )
}
