'use client'

import type { Appointment } from '@hms/contract/appointments'
import type { BillSummary } from '@hms/contract/billing'
import { CalendarDays, CreditCard } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { Badge } from '@/components/ui/badge'
import { columnsOf, DataTable } from '@/components/ui/data-table'
import { Empty } from '@/components/ui/empty'
import { fullName, useMay } from '@/lib/auth'
import { appointmentTones, billTones } from '@/lib/constants'
import { useAppointments } from '@/lib/queries/appointments'
import { useBills } from '@/lib/queries/billing'
import { useFormat } from '@/lib/reader'

/** The visits and the bills of a patient, for the roles whose work has to do with them. */
export function RecordLists({ patientId }: { patientId: string }) {
  const seesVisits = useMay('appointment:read')
  const seesBills = useMay('billing:read')
  return (
    <>
      {seesVisits && <PatientVisits patientId={patientId} />}
      {seesBills && <PatientBills patientId={patientId} />}
    </>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3">
      <h2 className="text-base font-semibold">{title}</h2>
      {children}
    </section>
  )
}

const visit = columnsOf<Appointment>()

/** The patient's visits that the reader may see, latest first. */
function PatientVisits({ patientId }: { patientId: string }) {
  const t = useTranslations('patients')
  const common = useTranslations('common')
  const format = useFormat()
  const list = useAppointments({ patientId, order: 'desc', limit: 20 })
  const columns = useMemo(
    () => [
      visit.accessor('appointmentDate', {
        header: t('when'),
        cell: (cell) => format.dateTime(cell.getValue()),
        meta: { card: 'title' },
      }),
      visit.accessor((row) => fullName(row.doctor), { id: 'doctor', header: t('doctor') }),
      visit.accessor((row) => row.visitType?.name ?? '–', { id: 'visitType', header: t('visitType') }),
      visit.accessor('status', {
        header: common('status'),
        cell: (cell) => (
          <Badge tone={appointmentTones[cell.getValue()]}>{common(`appointmentStatus.${cell.getValue()}`)}</Badge>
        ),
      }),
    ],
    [t, common, format],
  )
  return (
    <Section title={t('visits')}>
      <DataTable
        label={t('visits')}
        columns={columns}
        list={list}
        rowHref={(row) => `/appointments/${row.id}`}
        empty={<Empty icon={CalendarDays} title={t('noVisits')} />}
      />
    </Section>
  )
}

const bill = columnsOf<BillSummary>()

/** The patient's bills that the reader may see, latest first. */
function PatientBills({ patientId }: { patientId: string }) {
  const t = useTranslations('patients')
  const common = useTranslations('common')
  const format = useFormat()
  const list = useBills({ patientId, limit: 20 })
  const columns = useMemo(
    () => [
      bill.accessor('number', { header: t('billNumber'), meta: { card: 'title', className: 'tabular' } }),
      bill.accessor('issueDate', { header: t('issued'), cell: (cell) => format.date(cell.getValue()) }),
      bill.accessor('balance', {
        header: t('balance'),
        cell: (cell) => format.money(cell.getValue()),
        meta: { align: 'right' },
      }),
      bill.accessor('status', {
        header: common('status'),
        cell: (cell) => <Badge tone={billTones[cell.getValue()]}>{common(`billStatus.${cell.getValue()}`)}</Badge>,
      }),
    ],
    [t, common, format],
  )
  return (
    <Section title={t('bills')}>
      <DataTable
        label={t('bills')}
        columns={columns}
        list={list}
        rowHref={(row) => `/billing/${row.id}`}
        empty={<Empty icon={CreditCard} title={t('noBills')} />}
      />
    </Section>
  )
}
