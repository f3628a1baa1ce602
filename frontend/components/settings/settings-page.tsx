'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'
import { LoadingBlock, Skeleton } from '@/components/ui/skeleton'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '@/components/ui/tabs'
import { lazyPart } from '@/lib/lazy-part'
import { settingsQueries } from '@/lib/queries/settings'
import { useUrlFilters } from '@/lib/url-filters'
import { withTexts } from '@/lib/with-texts'
import settings from '@/messages/en/settings.json'

const HospitalForm = lazyPart(() => import('./hospital-form').then((module) => module.HospitalForm), {
  placeholder: <Skeleton className="h-96 max-w-3xl" />,
})

const VisitTypes = lazyPart(() => import('./visit-types').then((module) => module.VisitTypes), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

const PermissionTable = lazyPart(() => import('./permission-table').then((module) => module.PermissionTable), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

const Backups = lazyPart(() => import('./backups').then((module) => module.Backups), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

const KeyRing = lazyPart(() => import('./key-ring').then((module) => module.KeyRing), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

const PolicyCard = lazyPart(() => import('@/components/factors/policy-card').then((module) => module.PolicyCard), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

const NoticeEditor = lazyPart(
  () => import('@/components/consents/notice-editor').then((module) => module.NoticeEditor),
  { placeholder: <Skeleton className="h-96" />, early: false },
)

const SessionLimits = lazyPart(() => import('./session-limits').then((module) => module.SessionLimits), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

const Retention = lazyPart(() => import('@/components/retention/retention').then((module) => module.Retention), {
  placeholder: <Skeleton className="h-96" />,
  early: false,
})

const parameters = ['tab'] as const
const tabs = ['hospital', 'visits', 'permissions', 'security', 'privacy', 'retention', 'backups', 'keys'] as const

/** How the hospital works: its data, its kinds of visit, its rules. */
export const SettingsPage = withTexts({ settings }, Tabbed)

function Tabbed() {
  const t = useTranslations('settings')
  const [{ tab }, setParameters] = useUrlFilters(parameters)
  return (
    <>
      <PageHeader title={t('title')} description={t('listHint')} />
      <Tabs
        value={tabs.find((name) => name === tab) ?? 'hospital'}
        onValueChange={(next) => setParameters({ tab: next === 'hospital' ? undefined : next })}
        className="gap-6"
      >
        <TabsList aria-label={t('title')}>
          {tabs.map((name) => (
            <TabsTrigger key={name} value={name}>
              {t(`tabs.${name}`)}
            </TabsTrigger>
          ))}
        </TabsList>
        <TabsContent value="hospital">
          <Hospital />
        </TabsContent>
        <TabsContent value="visits">
          <VisitTypes />
        </TabsContent>
        <TabsContent value="permissions">
          <PermissionTable />
        </TabsContent>
        <TabsContent value="security">
          <div className="grid gap-6">
            <PolicyCard />
            <SessionLimits />
          </div>
        </TabsContent>
        <TabsContent value="privacy">
          <NoticeEditor />
        </TabsContent>
        <TabsContent value="retention">
          <Retention />
        </TabsContent>
        <TabsContent value="backups">
          <Backups />
        </TabsContent>
        <TabsContent value="keys">
          <KeyRing />
        </TabsContent>
      </Tabs>
    </>
  )
}

function Hospital() {
  const settings = useQuery(settingsQueries.get())
  if (settings.data) return <HospitalForm settings={settings.data} />
  if (settings.isPending) return <LoadingBlock className="h-96 max-w-3xl" />
  return (
    <Card className="max-w-3xl">
      <ErrorState error={settings.error} onRetry={settings.refetch} />
    </Card>
  )
}
