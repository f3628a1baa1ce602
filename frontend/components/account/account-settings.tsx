'use client'

import { Skeleton } from '@/components/ui/skeleton'
import { lazyPart } from '@/lib/lazy-part'
import { SessionsCard } from './sessions-card'

const OwnGrants = lazyPart(() => import('@/components/access/own-grants').then((module) => module.OwnGrants), {
  placeholder: null,
  early: false,
})

const OwnSignIns = lazyPart(() => import('@/components/oidc/own-sign-ins').then((module) => module.OwnSignIns), {
  placeholder: null,
  early: false,
})

const ChangePasswordCard = lazyPart(
  () => import('./change-password-card').then((module) => module.ChangePasswordCard),
  {
    placeholder: <Skeleton className="h-80 rounded-xl" />,
  },
)

const SecurityCard = lazyPart(
  () => import('@/components/factors/security-card').then((module) => module.SecurityCard),
  { placeholder: <Skeleton className="h-64 rounded-xl" />, early: false },
)

/** The part of the profile that everybody has: password and devices. */
export function AccountSettings() {
  return (
    <div className="grid items-start gap-6 max-lg:settles lg:grid-cols-2">
      <div className="settles grid gap-6">
        <ChangePasswordCard />
        <SecurityCard />
        <OwnSignIns />
        <OwnGrants />
      </div>
      <SessionsCard />
    </div>
  )
}
