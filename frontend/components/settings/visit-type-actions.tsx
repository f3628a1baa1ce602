'use client'

import type { VisitType } from '@hms/contract/visitTypes'
import { Pencil } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useUpdateVisitType } from '@/lib/queries/visitTypes'
import { toast } from '@/lib/toast'

interface VisitTypeActionsProps {
  visitType: VisitType
  onEdit: (visitType: VisitType) => void
}

export function VisitTypeActions({ visitType, onEdit }: VisitTypeActionsProps) {
  const t = useTranslations('settings.visits')
  const { name, active } = visitType
  return (
    <div className="flex gap-2 sm:justify-end">
      <Button variant="outline" size="sm" aria-label={t('editNamed', { name })} onClick={() => onEdit(visitType)}>
        <Pencil aria-hidden />
        {t('edit')}
      </Button>
      {active ? <Deactivate visitType={visitType} /> : <Activate visitType={visitType} />}
    </div>
  )
}

function Deactivate({ visitType: { id, name } }: { visitType: VisitType }) {
  const t = useTranslations('settings.visits')
  const update = useUpdateVisitType()
  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm" aria-label={t('deactivateNamed', { name })}>
          {t('deactivate')}
        </Button>
      }
      title={t('deactivateTitle', { name })}
      description={t('deactivateText')}
      confirmLabel={t('deactivate')}
      onConfirm={async () => {
        await update.mutateAsync({ id, active: false })
        toast.success(t('deactivated', { name }))
      }}
    />
  )
}

function Activate({ visitType: { id, name } }: { visitType: VisitType }) {
  const t = useTranslations('settings.visits')
  const update = useUpdateVisitType()
  return (
    <Button
      variant="outline"
      size="sm"
      aria-label={t('activateNamed', { name })}
      pending={update.isPending}
      onClick={() => update.mutate({ id, active: true }, { onSuccess: () => toast.success(t('activated', { name })) })}
    >
      {t('activate')}
    </Button>
  )
}
