'use client'

import type { Passkey, SecondFactors } from '@hms/contract/factors'
import { useMutation } from '@tanstack/react-query'
import { KeyRound, Pencil } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog, DialogContent, DialogHeader, DialogTitle } from '@/components/ui/dialog'
import { Form, FormProblem, SubmitButton, TextField } from '@/components/ui/form'
import { describeDevice } from '@/lib/device'
import { knowsPasskeys, makePasskey } from '@/lib/passkeys'
import { ApiProblem } from '@/lib/problem'
import { beginPasskey, useAddPasskey, useRemovePasskey, useRenamePasskey } from '@/lib/queries/factors'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'

/** What somebody would call this device. */
function deviceName(fallback: string): string {
  const known = describeDevice(navigator.userAgent)
  return known ? `${known.browser}, ${known.system}` : fallback
}

interface PasskeyRowsProps {
  factors: SecondFactors
  onCodes: (codes: string[]) => void
}

/** The passkeys: made, named, taken away. */
export function PasskeyRows({ factors: { passkeys }, onCodes }: PasskeyRowsProps) {
  const t = useTranslations('factors')
  const add = useAddPasskey()
  const make = useMutation({
    mutationFn: async () => {
      const request = await beginPasskey()
      const passkey = await makePasskey(request)
      const name = deviceName(t('security.passkeyDefault'))
      return add.mutateAsync({ challenge: request.challenge, passkey, name })
    },
    onSuccess: ({ recoveryCodes }) => {
      toast.success(t('security.passkeyAdded'))
      onCodes(recoveryCodes)
    },
    onError: (error) => {
      if (error instanceof ApiProblem) return
      Object.assign(error, { shown: true })
      toast.error(t('passkeyFailed'))
    },
  })
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 px-4 py-3">
        <KeyRound aria-hidden className="size-5 shrink-0 text-muted-foreground" />
        <div className="min-w-0 flex-1 basis-28">
          <p className="font-medium">{t('security.passkeys')}</p>
          <p className="text-xs text-muted-foreground">{t('security.passkeysHint')}</p>
        </div>
        {knowsPasskeys() && (
          <Button
            size="sm"
            variant="outline"
            className="max-sm:ml-8"
            pending={make.isPending}
            onClick={() => make.mutate()}
          >
            {t('security.addPasskey')}
          </Button>
        )}
      </div>
      {passkeys.map((passkey) => (
        <PasskeyRow key={passkey.id} passkey={passkey} />
      ))}
    </>
  )
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const t = useTranslations('factors.security')
  const format = useFormat()
  const remove = useRemovePasskey()
  const [renaming, setRenaming] = useState(false)
  const { id, name, lastUsedAt } = passkey
  return (
    <div className="flex items-center gap-2 py-3 pr-4 pl-12">
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere">{name}</p>
        <p className="text-xs text-muted-foreground">
          {lastUsedAt ? t('passkeyUsed', { when: format.relative(lastUsedAt) }) : t('passkeyUnused')}
        </p>
      </div>
      <Button variant="ghost" size="icon-sm" aria-label={t('renameNamed', { name })} onClick={() => setRenaming(true)}>
        <Pencil aria-hidden />
      </Button>
      <ConfirmDialog
        trigger={
          <Button variant="outline" size="sm" aria-label={t('removeNamed', { name })}>
            {t('remove')}
          </Button>
        }
        title={t('removePasskeyTitle', { name })}
        description={t('removePasskeyText')}
        confirmLabel={t('remove')}
        destructive
        onConfirm={async () => {
          await remove.mutateAsync(id)
          toast.success(t('removed'))
        }}
      />
      {renaming && <RenameDialog passkey={passkey} onClose={() => setRenaming(false)} />}
    </div>
  )
}

function RenameDialog({ passkey: { id, name }, onClose }: { passkey: Passkey; onClose: () => void }) {
  const t = useTranslations('factors.security')
  const rename = useRenamePasskey()
  const form = useForm({ defaultValues: { name } })
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-sm">
        <DialogHeader>
          <DialogTitle>{t('renameNamed', { name })}</DialogTitle>
        </DialogHeader>
        <Form
          form={form}
          onSubmit={async (values) => {
            await rename.mutateAsync({ id, name: values.name })
            onClose()
          }}
        >
          <FormProblem />
          <TextField name="name" label={t('passkeyName')} autoComplete="off" />
          <SubmitButton>{t('rename')}</SubmitButton>
        </Form>
      </DialogContent>
    </Dialog>
  )
}
