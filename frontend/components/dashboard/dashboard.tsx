'use client'

import type { Role } from '@hms/contract/permissions'
import dynamic from 'next/dynamic'
import type { ComponentType } from 'react'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { useRole } from '@/lib/auth'

function DashboardSkeleton() {
  return (
    <Loading className="grid gap-6">
      <Skeleton className="h-11 w-56" />
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {[0, 1, 2, 3].map((card) => (
          <Skeleton key={card} className="h-28 rounded-xl" />
        ))}
      </div>
      <Skeleton className="h-80 rounded-xl" />
    </Loading>
  )
}

const DeskDashboard = dynamic(() => import('@/components/desk/desk-dashboard').then((module) => module.DeskDashboard), {
  loading: DashboardSkeleton,
})

const dashboards: Record<Role, ComponentType> = {
  receptionist: DeskDashboard,
  nurse: DeskDashboard,
  billing: dynamic(() => import('./billing-dashboard').then((module) => module.BillingDashboard), {
    loading: DashboardSkeleton,
  }),
  privacy_officer: dynamic(() => import('./privacy-dashboard').then((module) => module.PrivacyDashboard), {
    loading: DashboardSkeleton,
  }),
  patient: dynamic(() => import('./patient-dashboard').then((module) => module.PatientDashboard), {
    loading: DashboardSkeleton,
  }),
  doctor: dynamic(() => import('./doctor-dashboard').then((module) => module.DoctorDashboard), {
    loading: DashboardSkeleton,
  }),
  admin: dynamic(() => import('./admin-dashboard').then((module) => module.AdminDashboard), {
    loading: DashboardSkeleton,
  }),
}

/** Where each role starts: what is due now, and what to do about it. */
export function Dashboard() {
  const role = useRole()
  if (!role) return <DashboardSkeleton />
  const RoleDashboard = dashboards[role]
  return <RoleDashboard />
}
