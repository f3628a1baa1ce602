'use client'

import type { Appointment } from '@hms/contract/appointments'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button, type ButtonProps } from '@/components/ui/button'
import { lazyPart } from '@/lib/lazy-part'

const loadDialog = () => import('./move-dialog').then((module) => module.MoveDialog)
const MoveDialog = lazyPart(loadDialog, { placeholder: null, early: false })

/** Moves a visit to another time of the same doctor. */
export function MoveVisit({ visit, size }: { visit: Appointment; size?: ButtonProps['size'] }) {
  const t = useTranslations('appointments')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        variant="outline"
        size={size}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={() => void loadDialog()}
        onFocus={() => void loadDialog()}
        onClick={() => setOpen(true)}
      >
        {t('move')}
      </Button>
      {open && <MoveDialog visit={visit} onClose={() => setOpen(false)} />}
    </>
  )
}
