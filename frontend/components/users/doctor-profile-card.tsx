'use client'

import type { User } from '@hms/contract/users'
import { Stethoscope } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { LoadingBlock } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { useDoctors } from '@/lib/queries/doctors'

/** Leads from a doctor's account to the profile that patients book, or to making one. */
export function DoctorProfileCard({ user }: { user: User }) {
  const t = useTranslations('users')
  const list = useDoctors({ q: fullName(user), limit: 200 })
  const doctor = list.items.find(({ userId }) => userId === user.id)
  if (list.isPending) return <LoadingBlock className="h-32" />
  if (list.error) return null
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('doctorProfile')}</CardTitle>
      </CardHeader>
      <CardContent className="grid justify-items-start gap-3">
        <p className="text-sm text-muted-foreground">{doctor ? doctor.specialization : t('doctorMissing')}</p>
        <Button asChild variant="outline">
          <Link href={doctor ? `/doctors/${doctor.id}` : `/doctors/new?userId=${user.id}`}>
            <Stethoscope aria-hidden />
            {doctor ? t('openProfile') : t('addProfile')}
          </Link>
        </Button>
      </CardContent>
    </Card>
  )
}
