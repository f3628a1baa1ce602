'use client'

import type { Appointment, BookAppointment } from '@hms/contract/appointments'
import type { Doctor, Slot } from '@hms/contract/doctors'
import type { VisitType } from '@hms/contract/visitTypes'
import type { z } from 'zod'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Card, CardContent } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { ErrorState } from '@/components/ui/error-state'
import { Form, FormProblem, SubmitButton, TextareaField } from '@/components/ui/form'
import { LoadingBlock } from '@/components/ui/skeleton'
import { fullName, useMe } from '@/lib/auth'
import { useContractForm, blankToNull } from '@/lib/forms'
import { isProblem } from '@/lib/problem'
import { useBookAppointment } from '@/lib/queries/appointments'
import { settingsQueries } from '@/lib/queries/settings'
import { visitTypeQueries } from '@/lib/queries/visitTypes'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { SlotPicker } from './slot-picker'
import { VisitTypePicker } from './visit-type-picker'

const schema = () => import('@hms/contract/appointments').then((module) => module.BookAppointment)

interface Choice {
  visitType: VisitType | undefined
  slot: Slot | null
}

/** A patient books a visit with one doctor: kind of visit and time, then the reason, then done. */
export function BookVisit({ doctor }: { doctor: Doctor }) {
  const types = useQuery(visitTypeQueries.list())
  const [visitTypeId, setVisitTypeId] = useState<string | null>(null)
  const [slot, setSlot] = useState<Slot | null>(null)
  const [isConfirming, setConfirming] = useState(false)
  const [lost, setLost] = useState(false)
  const offered = types.data?.filter((type) => type.active) ?? []
  const visitType = offered.find((type) => type.id === visitTypeId) ?? offered[0]

  if (types.error) return <ErrorState error={types.error} onRetry={types.refetch} />
  if (types.isPending) return <LoadingBlock className="h-96" />
  if (isConfirming && slot) {
    return (
      <ConfirmVisit
        doctor={doctor}
        visitType={visitType}
        slot={slot}
        onBack={() => setConfirming(false)}
        onLost={() => {
          setSlot(null)
          setLost(true)
          setConfirming(false)
        }}
      />
    )
  }
  return (
    <ChooseTime
      doctor={doctor}
      types={offered}
      choice={{ visitType, slot }}
      lost={lost}
      onType={(id) => {
        setVisitTypeId(id)
        setSlot(null)
      }}
      onSlot={setSlot}
      onContinue={(chosen) => {
        setSlot(chosen)
        setLost(false)
        setConfirming(true)
      }}
    />
  )
}

interface ChooseTimeProps {
  doctor: Doctor
  types: VisitType[]
  choice: Choice
  lost: boolean
  onType: (id: string) => void
  onSlot: (slot: Slot) => void
  onContinue: (slot: Slot) => void
}

function ChooseTime({ doctor, types, choice, lost, onType, onSlot, onContinue }: ChooseTimeProps) {
  const t = useTranslations('appointments')
  const format = useFormat()
  const { visitType, slot } = choice
  return (
    <form
      className="grid gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        if (slot) onContinue(slot)
      }}
    >
      {types.length > 0 && <VisitTypePicker types={types} value={visitType?.id ?? null} onChange={onType} />}
      <section className="grid gap-3">
        <h2 className="text-base font-semibold">{t('time')}</h2>
        {lost && <Alert variant="destructive">{t('slotLost')}</Alert>}
        <Card>
          <CardContent>
            <SlotPicker
              key={visitType?.id}
              doctorId={doctor.id}
              visitTypeId={visitType?.id}
              value={slot?.start ?? null}
              onChange={onSlot}
              onPick={onContinue}
            />
          </CardContent>
        </Card>
      </section>
      {slot && (
        <Button type="submit" size="lg" className="justify-self-stretch sm:justify-self-end">
          {t('continueWith', { when: format.dateTime(slot.start, 'day') })}
        </Button>
      )}
    </form>
  )
}

interface ConfirmVisitProps {
  doctor: Doctor
  visitType: VisitType | undefined
  slot: Slot
  onBack: () => void
  /** Somebody else has taken the time in the meantime. */
  onLost: () => void
}

function ConfirmVisit({ doctor, visitType, slot, onBack, onLost }: ConfirmVisitProps) {
  const t = useTranslations('appointments')
  const router = useRouter()
  const me = useMe()
  const book = useBookAppointment()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const form = useContractForm<typeof BookAppointment, { notes: string }>({
    schema,
    defaultValues: { notes: '' },
    prepare: ({ notes }) => ({
      patientId: me?.patient?.id ?? '',
      doctorId: doctor.id,
      appointmentDate: slot.start,
      ...(visitType ? { visitTypeId: visitType.id } : {}),
      notes: blankToNull(notes),
    }),
  })

  async function submit(body: z.input<typeof BookAppointment>) {
    const booked: Appointment = await book.mutateAsync(body).catch((problem: unknown) => {
      if (isProblem(problem, 'slot-taken')) {
        problem.shown = true
        onLost()
      }
      throw problem
    })
    toast.success(t('booked'))
    router.push(`/appointments/${booked.id}`)
  }

  return (
    <Card className="max-w-2xl">
      <CardContent className="grid gap-5">
        <div>
          <Button variant="ghost" size="sm" className="mb-2 -ml-3" onClick={onBack}>
            <ChevronLeft aria-hidden />
            {t('otherTime')}
          </Button>
          <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none">
            {t('confirmTitle')}
          </h2>
        </div>
        <VisitFacts doctor={doctor} visitType={visitType} slot={slot} />
        <Form form={form} onSubmit={submit}>
          <TextareaField
            name="notes"
            label={t('reason')}
            description={t('reasonHint')}
            optional
            rows={3}
            maxLength={5000}
          />
          <NoticeHint />
          <FormProblem />
          <SubmitButton size="lg" className="w-full sm:w-auto sm:justify-self-start">
            {t('book')}
          </SubmitButton>
        </Form>
      </CardContent>
    </Card>
  )
}

function VisitFacts({ doctor, visitType, slot }: Pick<ConfirmVisitProps, 'doctor' | 'visitType' | 'slot'>) {
  const t = useTranslations('appointments')
  const format = useFormat()
  return (
    <DescriptionList>
      <Description term={t('when')}>
        <span className="font-medium">{format.date(slot.start, 'long')}</span>
        <br />
        {format.timeRange(slot.start, slot.end)} {format.zone(slot.start)}
      </Description>
      <Description term={t('doctor')}>
        <span className="font-medium">{fullName(doctor)}</span>
        <br />
        {doctor.specialization}
      </Description>
      {visitType && <Description term={t('visitType')}>{visitType.name}</Description>}
      {visitType && <Description term={t('price')}>{format.money(visitType.price)}</Description>}
    </DescriptionList>
  )
}

/** Until when the visit can be moved or cancelled, said before it is booked. */
function NoticeHint() {
  const t = useTranslations('appointments')
  const format = useFormat()
  const { data: settings } = useQuery(settingsQueries.get())
  if (!settings?.cancellationNoticeMinutes) return null
  return (
    <p className="text-sm text-muted-foreground">
      {t('noticeHint', { notice: format.duration(settings.cancellationNoticeMinutes) })}
    </p>
  )
}
