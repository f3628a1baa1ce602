'use client'

import type { CreateVisitType, UpdateVisitType, VisitType } from '@hms/contract/visitTypes'
import type { z } from 'zod'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from '@/components/ui/dialog'
import { CheckboxField, Form, FormProblem, NumberField, SubmitButton, TextField } from '@/components/ui/form'
import { atField, changesOf, useContractForm } from '@/lib/forms'
import { useProblemText } from '@/lib/problem-text'
import { settingsQueries } from '@/lib/queries/settings'
import { useCreateVisitType, useUpdateVisitType } from '@/lib/queries/visitTypes'
import { toast } from '@/lib/toast'

interface VisitTypeDialogProps {
  edited: VisitType | 'new' | null
  onClose: () => void
}

/** Adds or edits one kind of visit. */
export function VisitTypeDialog({ edited, onClose }: VisitTypeDialogProps) {
  const t = useTranslations('settings.visits')
  return (
    <Dialog open={edited !== null} onOpenChange={(open) => !open && onClose()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{edited === 'new' ? t('new') : t('editTitle')}</DialogTitle>
          <DialogDescription>{t('hint')}</DialogDescription>
        </DialogHeader>
        {edited !== null && <VisitTypeForm visitType={edited === 'new' ? null : edited} onDone={onClose} />}
      </DialogContent>
    </Dialog>
  )
}

/** The price is typed as text, so that no float comes near it; a comma is taken for a point. */
const amount = (price: string) => price.trim().replace(',', '.')

const toValues = (type: VisitType | null) => ({
  name: type?.name ?? '',
  durationMinutes: type?.durationMinutes ?? 30,
  bufferBeforeMinutes: type?.bufferBeforeMinutes ?? 0,
  bufferAfterMinutes: type?.bufferAfterMinutes ?? 0,
  price: type?.price.amount ?? '',
  active: type?.active ?? true,
})
type VisitTypeValues = ReturnType<typeof toValues>

const fields = { 'name-taken': 'name' }
const schema = (isNew: boolean) => () =>
  import('@hms/contract/visitTypes').then(
    (module) => (isNew ? module.CreateVisitType : module.UpdateVisitType) as typeof module.UpdateVisitType,
  )

function VisitTypeForm({ visitType, onDone }: { visitType: VisitType | null; onDone: () => void }) {
  const t = useTranslations('settings.visits')
  const common = useTranslations('common')
  const text = useProblemText()
  const create = useCreateVisitType()
  const update = useUpdateVisitType()
  const { data: settings } = useQuery(settingsQueries.get())
  const before = toValues(visitType)
  const form = useContractForm<typeof UpdateVisitType, VisitTypeValues>({
    schema: schema(visitType === null),
    defaultValues: before,
    prepare: (values) => {
      const typed = { ...values, price: amount(values.price) }
      return visitType ? changesOf(before, typed) : typed
    },
  })

  async function save(body: z.input<typeof UpdateVisitType>) {
    if (!visitType) {
      const made = await atField(() => create.mutateAsync(body as z.input<typeof CreateVisitType>), fields, text)
      toast.success(t('created', { name: made.name }))
    } else if (Object.keys(body).length > 0) {
      await atField(() => update.mutateAsync({ id: visitType.id, ...body }), fields, text)
      toast.success(common('saved'))
    }
    onDone()
  }

  const currency = visitType?.price.currency ?? settings?.currency ?? ''
  return (
    <Form form={form} onSubmit={save}>
      <TextField name="name" label={t('name')} autoComplete="off" />
      <div className="grid gap-5 sm:grid-cols-2">
        <NumberField name="durationMinutes" label={t('durationMinutes')} min={5} max={480} />
        <TextField
          name="price"
          label={t('price')}
          description={t('priceHint', { currency })}
          inputMode="decimal"
          autoComplete="off"
        />
        <NumberField name="bufferBeforeMinutes" label={t('bufferBefore')} min={0} max={120} />
        <NumberField name="bufferAfterMinutes" label={t('bufferAfter')} min={0} max={120} />
      </div>
      <p className="-mt-3 text-xs text-muted-foreground">{t('bufferHint')}</p>
      <CheckboxField name="active" label={t('offered')} description={t('offeredHint')} />
      <FormProblem />
      <DialogFooter>
        <Button variant="outline" onClick={onDone}>
          {common('cancel')}
        </Button>
        <SubmitButton>{t('save')}</SubmitButton>
      </DialogFooter>
    </Form>
  )
}
