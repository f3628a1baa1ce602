'use client'

import type { User } from '@hms/contract/users'
import { type Role, roles } from '@hms/contract/permissions'
import { UserPlus, UsersRound } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { columnsOf, DataTable } from '@/components/ui/data-table'
import { Empty } from '@/components/ui/empty'
import { FilterSelect } from '@/components/ui/filter-select'
import { PageHeader } from '@/components/ui/page-header'
import { SearchInput } from '@/components/ui/search-input'
import { fullName, useMe } from '@/lib/auth'
import { searchDelay } from '@/lib/constants'
import { useDebounced } from '@/lib/hooks'
import { useUsers } from '@/lib/queries/users'
import { useFormat } from '@/lib/reader'
import { useUrlFilters } from '@/lib/url-filters'

const column = columnsOf<User>()
const filterNames = ['role', 'active'] as const

function useColumns() {
  const t = useTranslations('users')
  const common = useTranslations('common')
  const format = useFormat()
  const ownId = useMe()?.user.id
  return useMemo(
    () => [
      column.accessor(fullName, {
        id: 'name',
        header: t('name'),
        meta: { card: 'title', className: 'wrap-anywhere' },
        cell: (cell) => (cell.row.original.id === ownId ? `${cell.getValue()} (${t('you')})` : cell.getValue()),
      }),
      column.accessor('email', {
        header: t('email'),
        meta: { className: 'sm:min-w-60' },
        cell: (cell) => <span className="wrap-anywhere">{cell.getValue()}</span>,
      }),
      column.accessor('role', { header: t('role'), cell: (cell) => common(`role.${cell.getValue()}`) }),
      column.accessor('active', {
        header: common('status'),
        cell: (cell) => (
          <Badge dot tone={cell.getValue() ? 'success' : 'neutral'}>
            {cell.getValue() ? t('active') : t('disabled')}
          </Badge>
        ),
      }),
      column.accessor('secondFactor', {
        header: t('secondFactor'),
        cell: (cell) => (
          <span className={cell.getValue() ? undefined : 'text-muted-foreground'}>
            {cell.getValue() ? t('hasFactor') : t('noFactor')}
          </span>
        ),
      }),
      column.accessor('lastSignInAt', {
        header: t('lastSignIn'),
        cell: (cell) => {
          const at = cell.getValue()
          return at ? (
            <time dateTime={at} className="whitespace-nowrap">
              {format.relative(at)}
            </time>
          ) : (
            t('never')
          )
        },
      }),
    ],
    [t, common, format, ownId],
  )
}

/** Everybody who can sign in. */
export function UserList() {
  const t = useTranslations('users')
  const common = useTranslations('common')
  const [term, setTerm] = useState('')
  const [filters, setFilters] = useUrlFilters(filterNames)
  const q = useDebounced(term.trim(), searchDelay)
  const role = roles.find((known) => known === filters.role)
  const active = filters.active === 'true' || filters.active === 'false' ? filters.active : undefined
  const list = useUsers({ ...(q ? { q } : {}), ...(role ? { role } : {}), ...(active ? { active } : {}) })
  const columns = useColumns()
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('listHint')}
        actions={
          <Button asChild>
            <Link href="/users/new">
              <UserPlus aria-hidden />
              {t('new')}
            </Link>
          </Button>
        }
      />
      <div role="search" className="mb-4 grid gap-3 sm:grid-cols-[minmax(0,1fr)_11rem_13rem]">
        <SearchInput
          aria-label={t('search')}
          placeholder={t('searchPlaceholder')}
          value={term}
          onValueChange={setTerm}
        />
        <FilterSelect<Role>
          label={t('roleFilter')}
          allLabel={t('allRoles')}
          value={role}
          options={roles.map((value) => ({ value, label: common(`role.${value}`) }))}
          onValueChange={(value) => setFilters({ role: value })}
        />
        <FilterSelect
          label={t('activeFilter')}
          allLabel={t('anyActive')}
          value={active}
          options={[
            { value: 'true', label: t('active') },
            { value: 'false', label: t('disabled') },
          ]}
          onValueChange={(value) => setFilters({ active: value })}
        />
      </div>
      <DataTable
        label={t('title')}
        columns={columns}
        list={list}
        rowHref={(user) => `/users/${user.id}`}
        empty={
          <Empty icon={UsersRound} title={t('none')} description={t('noneHint')}>
            <Button
              variant="outline"
              onClick={() => {
                setTerm('')
                setFilters({ role: undefined, active: undefined })
              }}
            >
              {t('clearFilters')}
            </Button>
          </Empty>
        }
      />
    </>
  )
}
