'use client'

import type { User } from '@hms/contract/users'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { fullName } from '@/lib/people'
import { useSignOutUser } from '@/lib/queries/users'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import lock from '@/messages/en/lock.json'

/** For an administrator: ends all sessions of somebody whose device was lost. */
export const SignOutUser = withTexts({ lock }, Everywhere)

function Everywhere({ user }: { user: User }) {
  const t = useTranslations('lock.everywhere')
  const signOut = useSignOutUser()
  const name = fullName(user)
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-sm">{t('title')}</p>
      <ConfirmDialog
        trigger={
          <Button variant="outline" size="sm">
            {t('button')}
          </Button>
        }
        title={t('confirm', { name })}
        description={t('text', { name })}
        confirmLabel={t('button')}
        destructive
        onConfirm={async () => {
          await signOut.mutateAsync(user.id)
          toast.success(t('done', { name }))
        }}
      />
    </div>
  )
}
