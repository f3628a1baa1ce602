'use client'

import type { Appointment } from '@hms/contract/appointments'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { useRole } from '@/lib/auth'
import { ApiProblem, isProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { useUpdateAppointment } from '@/lib/queries/appointments'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { useVisitTypes } from './hooks'
import { SlotPicker } from './slot-picker'
import { TimeChoice } from './time-choice'

/** Chooses another time of the same doctor for a visit. */
export function MoveDialog({ visit, onClose }: { visit: Appointment; onClose: () => void }) {
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-xl">
        <MoveForm visit={visit} onDone={onClose} />
      </DialogContent>
    </Dialog>
  )
}

function MoveForm({ visit, onDone }: { visit: Appointment; onDone: () => void }) {
  const t = useTranslations('appointments')
  const common = useTranslations('common')
  const format = useFormat()
  const text = useProblemText()
  const isPatient = useRole() === 'patient'
  const { offered } = useVisitTypes()
  const update = useUpdateAppointment(visit.id)
  const [start, setStart] = useState<string | null>(null)
  const times = {
    doctorId: visit.doctorId,
    visitTypeId: offered.find((type) => type.id === visit.visitType?.id)?.id,
    durationMinutes: visit.durationMinutes,
    value: start,
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!start || update.isPending) return
    try {
      await update.mutateAsync({ appointmentDate: start, version: visit.version })
      toast.success(t('moved', { when: format.dateTime(start, 'day') }))
      onDone()
    } catch (problem) {
      if (problem instanceof ApiProblem) problem.shown = true
      if (isProblem(problem, 'slot-taken')) setStart(null)
    }
  }

  return (
    <form className="grid min-w-0 gap-4" onSubmit={(event) => void submit(event)}>
      <DialogHeader>
        <DialogTitle>{t('moveTitle')}</DialogTitle>
        <DialogDescription>{t('moveNow', { when: format.dateTime(visit.appointmentDate, 'day') })}</DialogDescription>
      </DialogHeader>
      {isPatient ? (
        <SlotPicker {...times} onChange={(slot) => setStart(slot.start)} />
      ) : (
        <TimeChoice {...times} onChange={setStart} />
      )}
      {update.error && <Alert variant="destructive">{text(update.error)}</Alert>}
      <DialogFooter>
        <Button variant="outline" onClick={onDone}>
          {common('cancel')}
        </Button>
        <Button type="submit" disabled={!start} pending={update.isPending}>
          {start ? t('moveTo', { when: format.dateTime(start, 'day') }) : t('move')}
        </Button>
      </DialogFooter>
    </form>
  )
}
