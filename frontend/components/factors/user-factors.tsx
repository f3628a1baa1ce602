'use client'

import type { User } from '@hms/contract/users'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { fullName } from '@/lib/people'
import { useResetFactors } from '@/lib/queries/factors'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import factors from '@/messages/en/factors.json'

/** For an administrator: whether somebody has a second factor, and the way out for whoever has lost it. */
export const UserFactors = withTexts({ factors }, Factors)

function Factors({ user }: { user: User }) {
  const t = useTranslations('factors.user')
  const reset = useResetFactors()
  const name = fullName(user)
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="flex items-center gap-2 text-sm">
        {t('term')}
        <Badge dot tone={user.secondFactor ? 'success' : 'neutral'}>
          {user.secondFactor ? t('has') : t('none')}
        </Badge>
      </p>
      {user.secondFactor && (
        <ConfirmDialog
          trigger={
            <Button variant="outline" size="sm">
              {t('reset')}
            </Button>
          }
          title={t('resetTitle', { name })}
          description={t('resetText', { name })}
          confirmLabel={t('reset')}
          destructive
          onConfirm={async () => {
            await reset.mutateAsync(user.id)
            toast.success(t('resetDone', { name }))
          }}
        />
      )}
    </div>
  )
}
