'use client'

import type { User } from '@hms/contract/users'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Skeleton } from '@/components/ui/skeleton'
import { fullName } from '@/lib/people'
import { oidcQueries, useUnlinkUser } from '@/lib/queries/oidc'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import oidc from '@/messages/en/oidc.json'
import { nameOf } from './own-sign-ins'

/** For an administrator: whether somebody comes through a sign-in service, and how to end that. */
export const UserSignIns = withTexts({ oidc }, Row)

function Row({ user }: { user: User }) {
  const t = useTranslations('oidc.user')
  const linked = useQuery(oidcQueries.of(user.id))
  const unlink = useUnlinkUser()
  const name = fullName(user)
  if (linked.isPending) return <Skeleton className="h-9" />
  const isLinked = Boolean(linked.data?.length)
  return (
    <div className="flex min-h-9 flex-wrap items-center justify-between gap-3">
      <p className="flex min-w-0 flex-wrap items-center gap-2 text-sm">
        {t('term')}
        <Badge dot tone={isLinked ? 'success' : 'neutral'}>
          {isLinked ? linked.data?.map(nameOf).join(', ') : t('none')}
        </Badge>
      </p>
      {isLinked && (
        <ConfirmDialog
          trigger={
            <Button variant="outline" size="sm">
              {t('unlink')}
            </Button>
          }
          title={t('unlinkTitle', { name })}
          description={t('unlinkText', { name })}
          confirmLabel={t('unlink')}
          destructive
          onConfirm={async () => {
            await unlink.mutateAsync(user.id)
            toast.success(t('unlinked', { name }))
          }}
        />
      )}
    </div>
  )
}
