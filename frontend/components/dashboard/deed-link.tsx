'use client'

import { CalendarPlus, FilePlus2, UserPlus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ComponentProps } from 'react'
import { Button } from '@/components/ui/button'
import { QuietLink } from '@/components/ui/quiet-link'

const deeds = {
  newBill: { icon: FilePlus2, address: '/billing/new' },
  register: { icon: UserPlus, address: '/patients/new' },
  book: { icon: CalendarPlus, address: '/appointments/new' },
}

interface DeedLinkProps extends Pick<ComponentProps<typeof Button>, 'variant' | 'className'> {
  deed: keyof typeof deeds
  /** The page to come back to when it is done. */
  next?: string
}

/** What the reader of a dashboard may begin from it. */
export function DeedLink({ deed, next, ...button }: DeedLinkProps) {
  const t = useTranslations('dashboard.deeds')
  const { icon: Icon, address } = deeds[deed]
  return (
    <Button asChild {...button}>
      <QuietLink href={next ? `${address}?next=${next}` : address}>
        <Icon aria-hidden />
        {t(deed)}
      </QuietLink>
    </Button>
  )
}
