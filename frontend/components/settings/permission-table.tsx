'use client'

import { type Permission, permissions, type Reach, roles } from '@hms/contract/permissions'
import { Check, Minus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import { Alert } from '@/components/ui/alert'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { cn } from '@/lib/utils'

const groups = {
  account: ['session', 'notification'],
  patients: ['patient', 'access-log'],
  access: ['access', 'care-assignment', 'restriction', 'consent', 'amendment'],
  appointments: ['appointment'],
  billing: ['billing'],
  doctors: ['doctor'],
  users: ['user'],
  hospital: [
    'visit-type',
    'settings',
    'report',
    'message',
    'audit',
    'privacy-case',
    'erasure',
    'legal-hold',
    'backup',
    'key',
  ],
} as const

type Group = keyof typeof groups

const all = Object.keys(permissions) as Permission[]
const groupNames = Object.keys(groups) as Group[]

/** The permissions of a group, in the order of the contract. */
export function permissionsOf(group: Group): Permission[] {
  const domains: readonly string[] = groups[group]
  return all.filter((permission) => domains.includes(permission.slice(0, permission.indexOf(':'))))
}

const reaches: Reach[] = ['all', 'own', 'care', 'directory', 'no']

/** The one table behind the API and the screens, in words. It is part of the program and read-only here. */
export function PermissionTable() {
  const t = useTranslations('settings.permissions')
  return (
    <div className="grid max-w-6xl gap-6">
      <p className="max-w-2xl text-sm text-muted-foreground">{t('hint')}</p>
      <Card className="overflow-hidden xl:overflow-visible">
        <Table isLong aria-label={t('table')} scrollLabel={t('table')} className="min-w-[59.5rem] table-fixed">
          <TableHeader>
            <TableRow>
              <TableHead className="left-0 z-20 w-40 bg-muted sm:w-80">{t('deed')}</TableHead>
              {roles.map((role) => (
                <TableHead key={role} className="z-10 bg-muted">
                  {t(`roles.${role}`)}
                </TableHead>
              ))}
            </TableRow>
          </TableHeader>
          <TableBody>
            {groupNames.map((group) => (
              <Fragment key={group}>
                <TableRow className="bg-muted/40">
                  <TableHead scope="rowgroup" colSpan={1 + roles.length} className="text-foreground">
                    <span className="sticky left-4">{t(`groups.${group}`)}</span>
                  </TableHead>
                </TableRow>
                {permissionsOf(group).map((permission) => (
                  <PermissionRow key={permission} permission={permission} />
                ))}
              </Fragment>
            ))}
          </TableBody>
        </Table>
      </Card>
      <Alert>{t('medicalHistory')}</Alert>
      <Legend />
    </div>
  )
}

function PermissionRow({ permission }: { permission: Permission }) {
  const t = useTranslations('settings.permissions')
  return (
    <TableRow>
      <TableHead
        scope="row"
        className="sticky left-0 bg-card py-2 text-sm font-normal whitespace-normal text-foreground"
      >
        {t(`deeds.${permission}`)}
      </TableHead>
      {roles.map((role) => (
        <TableCell key={role}>
          <ReachMark reach={permissions[permission][role]} />
        </TableCell>
      ))}
    </TableRow>
  )
}

function ReachMark({ reach }: { reach: Reach }) {
  const t = useTranslations('settings.permissions')
  const Icon = reach === 'no' ? Minus : Check
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1.5 text-sm whitespace-nowrap max-sm:text-xs',
        reach === 'no' && 'text-muted-foreground',
      )}
    >
      <Icon aria-hidden className={cn('size-4 shrink-0 max-sm:size-3', reach !== 'no' && 'text-success')} />
      {t(`reach.${reach}`)}
    </span>
  )
}

function Legend() {
  const t = useTranslations('settings.permissions')
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('legend')}</CardTitle>
      </CardHeader>
      <CardContent>
        <dl className="grid gap-2 text-sm">
          {reaches.map((reach) => (
            <div key={reach} className="grid grid-cols-[5rem_minmax(0,1fr)] gap-3">
              <dt className="font-medium">{t(`reach.${reach}`)}</dt>
              <dd className="text-muted-foreground">{t(`meaning.${reach}`)}</dd>
            </div>
          ))}
        </dl>
      </CardContent>
    </Card>
  )
}
