'use client'

import type { User } from '@hms/contract/users'
import { useQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { RecordPage, RecordSkeleton } from '@/components/ui/record-page'
import { Skeleton } from '@/components/ui/skeleton'
import { fullName } from '@/lib/auth'
import { lazyPart } from '@/lib/lazy-part'
import { userQueries } from '@/lib/queries/users'
import { AccountCard } from './account-card'
import { DoctorProfileCard } from './doctor-profile-card'

const EditUser = lazyPart(() => import('./edit-user').then((module) => module.EditUser), {
  placeholder: <Skeleton className="h-56" />,
})

/** One account: who it is, what it may, and whether it can sign in. */
export function UserPage({ id }: { id: string }) {
  const t = useTranslations('users')
  const user = useQuery(userQueries.one(id))
  return (
    <RecordPage query={user} title={t('title')} href="/users" loading={<RecordSkeleton cards="h-72" />}>
      {(record) => <Account user={record} />}
    </RecordPage>
  )
}

function Account({ user }: { user: User }) {
  const t = useTranslations('users')
  const common = useTranslations('common')
  return (
    <>
      <PageHeader
        title={fullName(user)}
        description={
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
            <Badge tone="primary">{common(`role.${user.role}`)}</Badge>
            <Badge dot tone={user.active ? 'success' : 'neutral'}>
              {user.active ? t('active') : t('disabled')}
            </Badge>
            <span className="break-all">{user.email}</span>
          </div>
        }
        breadcrumb={[{ label: t('title'), href: '/users' }, { label: fullName(user) }]}
        actions={
          <Button asChild variant="outline">
            <Link href={`/audit?actorId=${user.id}`}>
              <History aria-hidden />
              {t('activity')}
            </Link>
          </Button>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Card>
          <CardHeader>
            <CardTitle>{t('details')}</CardTitle>
          </CardHeader>
          <CardContent>
            <EditUser user={user} />
          </CardContent>
        </Card>
        <div className="grid gap-6">
          <AccountCard user={user} />
          {user.role === 'doctor' && <DoctorProfileCard user={user} />}
        </div>
      </div>
    </>
  )
}
