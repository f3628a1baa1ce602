'use client'

import type { Doctor } from '@hms/contract/doctors'
import { Plus, Stethoscope } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { columnsOf, DataTable } from '@/components/ui/data-table'
import { Empty } from '@/components/ui/empty'
import { PageHeader } from '@/components/ui/page-header'
import { fullName, useMay, useRole } from '@/lib/auth'
import { useDoctors } from '@/lib/queries/doctors'
import { DoctorFilters, useDoctorFilters } from './doctor-filters'
import { DoctorSearch } from './doctor-search'

const profileOf = (id: string) => `/doctors/${id}`

/** The doctors of the hospital: cards to choose from for patients, a table for staff. */
export function Doctors() {
  const t = useTranslations('doctors')
  const admin = useTranslations('doctorAdmin')
  const isPatient = useRole() === 'patient'
  const mayAdd = useMay('doctor:create')
  return (
    <>
      <PageHeader
        title={isPatient ? t('find') : t('title')}
        description={isPatient ? t('findHint') : undefined}
        actions={
          mayAdd && (
            <Button asChild>
              <Link href="/doctors/new">
                <Plus aria-hidden />
                {admin('new')}
              </Link>
            </Button>
          )
        }
      />
      {isPatient ? <DoctorSearch hrefOf={profileOf} /> : <DoctorTable />}
    </>
  )
}

const column = columnsOf<Doctor>()

function useColumns() {
  const t = useTranslations('doctors')
  return useMemo(
    () => [
      column.accessor(fullName, { id: 'name', header: t('name'), meta: { card: 'title' } }),
      column.accessor('specialization', { header: t('specialization') }),
      column.accessor('licenseNumber', {
        header: t('license'),
        cell: (cell) => cell.getValue() ?? '–',
        meta: { className: 'tabular' },
      }),
      column.accessor('acceptsBookings', {
        header: t('bookings'),
        cell: (cell) => (
          <Badge tone={cell.getValue() ? 'success' : 'neutral'}>
            {cell.getValue() ? t('acceptsBookings') : t('closedForBookings')}
          </Badge>
        ),
      }),
    ],
    [t],
  )
}

function DoctorTable() {
  const t = useTranslations('doctors')
  const isAdmin = useRole() === 'admin'
  const filters = useDoctorFilters()
  const list = useDoctors(filters.query)
  const columns = useColumns()
  return (
    <>
      <DoctorFilters {...filters} />
      <DataTable
        label={t('title')}
        columns={columns}
        list={list}
        hiddenColumns={isAdmin ? [] : ['licenseNumber']}
        rowHref={(doctor) => `/doctors/${doctor.id}`}
        empty={<Empty icon={Stethoscope} title={t('noneFound')} description={t('noneFoundHint')} />}
      />
    </>
  )
}
