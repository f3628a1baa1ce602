'use client'

import type { NoticeDraft } from '@hms/contract/consents'
import { useQuery } from '@tanstack/react-query'
import { ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useFieldArray } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { Form, FormProblem, SubmitButton, TextareaField, TextField } from '@/components/ui/form'
import { LoadingBlock } from '@/components/ui/skeleton'
import { useContractForm } from '@/lib/forms'
import { consentQueries, useSaveDraft } from '@/lib/queries/consents'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import consents from '@/messages/en/consents.json'
import { PublishNotice } from './publish-notice'
import { NoticeVersions } from './notice-versions'

const schema = () => import('@hms/contract/consents').then((module) => module.SaveNoticeDraft)

/** The notice's next version to write and publish, and those that were published. */
export const NoticeEditor = withTexts({ consents }, Editor)

function Editor() {
  const t = useTranslations('consents.editor')
  const draft = useQuery(consentQueries.draft())
  const versions = useQuery(consentQueries.notices())
  const error = draft.error ?? versions.error
  const hasPublished = (versions.data?.length ?? 0) > 0
  return (
    <div className="grid max-w-3xl gap-6">
      <p className="text-sm text-muted-foreground">{t('hint')}</p>
      {error && <ErrorState error={error} onRetry={() => Promise.all([draft.refetch(), versions.refetch()])} />}
      {!error && (draft.isPending || versions.isPending) && <LoadingBlock className="h-96" />}
      {versions.data && <NoticeVersions versions={versions.data} />}
      {draft.data && versions.data && (
        <Card>
          <CardHeader>
            <CardTitle>{t('draft')}</CardTitle>
            <DraftState draft={draft.data} hasPublished={hasPublished} />
          </CardHeader>
          <CardContent>
            <DraftForm draft={draft.data} nextVersion={(versions.data[0]?.version ?? 0) + 1} />
          </CardContent>
        </Card>
      )}
    </div>
  )
}

function DraftState({ draft: { editedAt }, hasPublished }: { draft: NoticeDraft; hasPublished: boolean }) {
  const t = useTranslations('consents.editor')
  const format = useFormat()
  const state = editedAt
    ? t('savedAt', { date: format.dateTime(editedAt) })
    : t(hasPublished ? 'proposalNext' : 'proposal')
  return <CardDescription>{state}</CardDescription>
}

function DraftForm({ draft, nextVersion }: { draft: NoticeDraft; nextVersion: number }) {
  const t = useTranslations('consents.editor')
  const save = useSaveDraft()
  const form = useContractForm({
    schema,
    defaultValues: { sections: draft.sections },
    prepare: (values) => ({ ...values, revision: draft.revision }),
  })
  const list = useFieldArray({ control: form.control, name: 'sections' })
  return (
    <Form
      form={form}
      onSubmit={async (body) => {
        const saved = await save.mutateAsync(body)
        form.reset({ sections: saved.sections })
        toast.success(t('saved'))
      }}
    >
      {list.fields.map((field, n) => (
        <Section
          key={field.id}
          n={n}
          onUp={n > 0 ? () => list.move(n, n - 1) : undefined}
          onRemove={list.fields.length > 1 ? () => list.remove(n) : undefined}
        />
      ))}
      <Button
        variant="outline"
        className="justify-self-start"
        disabled={list.fields.length >= 40}
        onClick={() => list.append({ heading: '', text: '' })}
      >
        <Plus aria-hidden />
        {t('add')}
      </Button>
      <FormProblem />
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{t('save')}</SubmitButton>
        <PublishNotice revision={draft.revision} version={nextVersion} isSaved={!form.formState.isDirty} />
      </div>
    </Form>
  )
}

interface SectionProps {
  n: number
  onUp: (() => void) | undefined
  onRemove: (() => void) | undefined
}

function Section({ n, onUp, onRemove }: SectionProps) {
  const t = useTranslations('consents.editor')
  const number = n + 1
  return (
    <fieldset className="grid gap-3 rounded-lg border p-4">
      <legend className="px-1 text-sm font-medium">{t('section', { number })}</legend>
      <TextField name={`sections.${n}.heading`} label={t('heading')} />
      <TextareaField name={`sections.${n}.text`} label={t('text')} rows={5} />
      <div className="flex gap-2">
        {onUp && (
          <Button variant="ghost" size="sm" aria-label={t('up', { number })} onClick={onUp}>
            <ArrowUp aria-hidden />
          </Button>
        )}
        {onRemove && (
          <Button variant="ghost" size="sm" aria-label={t('remove', { number })} onClick={onRemove}>
            <Trash2 aria-hidden />
          </Button>
        )}
      </div>
    </fieldset>
  )
}
