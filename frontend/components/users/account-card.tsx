'use client'

import type { User } from '@hms/contract/users'
import { useMutation } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { Skeleton } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { forgotPassword } from '@/lib/entrance'
import { lazyPart } from '@/lib/lazy-part'
import { useDisableUser, useUpdateUser } from '@/lib/queries/users'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { useUserProblemText } from './problem-text'

const UserFactors = lazyPart(() => import('@/components/factors/user-factors').then((module) => module.UserFactors), {
  placeholder: <Skeleton className="h-9" />,
})

const UserSignIns = lazyPart(() => import('@/components/oidc/user-sign-ins').then((module) => module.UserSignIns), {
  placeholder: <Skeleton className="h-9" />,
})

const SignOutUser = lazyPart(() => import('./sign-out-user').then((module) => module.SignOutUser), {
  placeholder: <Skeleton className="h-9" />,
})

/** Whether and since when the account signs in, and the switch for it. */
export function AccountCard({ user }: { user: User }) {
  const t = useTranslations('users')
  const format = useFormat()
  const { lastSignInAt } = user
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('account')}</CardTitle>
      </CardHeader>
      <CardContent className="grid gap-4">
        <DescriptionList>
          <Description term={t('lastSignIn')}>
            {lastSignInAt ? (
              <time dateTime={lastSignInAt}>
                {format.dateTime(lastSignInAt)}
                <span className="block text-xs text-muted-foreground">{format.relative(lastSignInAt)}</span>
              </time>
            ) : (
              t('never')
            )}
          </Description>
          <Description term={t('created')}>{format.date(user.createdAt)}</Description>
        </DescriptionList>
        <UserFactors user={user} />
        {user.role !== 'patient' && <UserSignIns user={user} />}
        <SignOutUser user={user} />
        {!user.active && <p className="text-sm text-muted-foreground">{t('disabledHint')}</p>}
      </CardContent>
      <CardFooter className="flex-wrap">
        {user.active && <SendPasswordLink user={user} />}
        {user.active ? <DisableUser user={user} /> : <EnableUser user={user} />}
      </CardFooter>
    </Card>
  )
}

function SendPasswordLink({ user }: { user: User }) {
  const t = useTranslations('users')
  const send = useMutation({
    mutationFn: () => forgotPassword({ email: user.email }),
    onSuccess: () => toast.success(t('linkSent', { email: user.email })),
  })
  return (
    <Button variant="outline" pending={send.isPending} onClick={() => send.mutate()}>
      <KeyRound aria-hidden />
      {t('sendLink')}
    </Button>
  )
}

function DisableUser({ user }: { user: User }) {
  const t = useTranslations('users')
  const text = useUserProblemText()
  const disable = useDisableUser()
  const name = fullName(user)
  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" className="text-danger">
          {t('disable')}
        </Button>
      }
      title={t('disableTitle', { name })}
      description={t('disableText', { name })}
      confirmLabel={t('disable')}
      destructive
      problemText={text}
      onConfirm={async () => {
        await disable.mutateAsync(user.id)
        toast.success(t('disabledDone', { name }))
      }}
    />
  )
}

function EnableUser({ user }: { user: User }) {
  const t = useTranslations('users')
  const update = useUpdateUser()
  const name = fullName(user)
  return (
    <ConfirmDialog
      trigger={<Button variant="outline">{t('enable')}</Button>}
      title={t('enableTitle', { name })}
      description={t('enableText', { name })}
      confirmLabel={t('enable')}
      onConfirm={async () => {
        await update.mutateAsync({ id: user.id, active: true })
        toast.success(t('enabledDone', { name }))
      }}
    />
  )
}
