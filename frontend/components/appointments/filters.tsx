'use client'

import type { AppointmentStatus } from '@hms/contract/appointments'
import { useQuery } from '@tanstack/react-query'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { DoctorCombobox } from '@/components/doctors/doctor-combobox'
import { PatientCombobox } from '@/components/patients/patient-combobox'
import { Button } from '@/components/ui/button'
import { DateInput } from '@/components/ui/date-input'
import { Labelled } from '@/components/ui/labelled'
import { NativeSelect } from '@/components/ui/native-select'
import { fullName } from '@/lib/auth'
import { appointmentStatuses } from '@/lib/constants'
import { doctorQueries } from '@/lib/queries/doctors'
import { patientQueries } from '@/lib/queries/patients'
import { useFormat } from '@/lib/reader'

type Param = 'view' | 'from' | 'to' | 'status' | 'doctorId' | 'patientId'

/** Filters live in the address: coming back from a record finds them again. Without a word, from today on. */
export function useAppointmentFilters() {
  const format = useFormat()
  const params = useSearchParams()
  const router = useRouter()
  const pathname = usePathname()
  const given = params.get('status') as AppointmentStatus | null

  function set(changes: Partial<Record<Param, string>>) {
    const next = new URLSearchParams(params.toString())
    for (const [name, value] of Object.entries(changes)) next.set(name, value)
    router.replace(`${pathname}?${next}`, { scroll: false })
  }

  return {
    view: params.get('view') === 'calendar' ? ('calendar' as const) : ('list' as const),
    from: params.get('from') ?? format.today(),
    to: params.get('to') ?? '',
    status: given && appointmentStatuses.includes(given) ? given : null,
    doctorId: params.get('doctorId') || null,
    patientId: params.get('patientId') || null,
    isFiltered: ['from', 'to', 'status', 'doctorId', 'patientId'].some((name) => params.get(name)),
    set,
    reset: () => router.replace(pathname, { scroll: false }),
  }
}

type Filters = ReturnType<typeof useAppointmentFilters>

export function AppointmentFilters({ doctorOnly, ...filters }: Filters & { doctorOnly: boolean }) {
  const t = useTranslations('appointments')
  const common = useTranslations('common')
  const { from, to, status, set } = filters
  if (doctorOnly) {
    return (
      <div className="mb-4 max-w-xs">
        <DoctorFilter {...filters} />
      </div>
    )
  }
  return (
    <div className="mb-4 grid grid-cols-2 items-end gap-3 md:grid-cols-3 xl:grid-cols-[repeat(5,minmax(0,1fr))_auto]">
      <Labelled label={t('fromDate')}>
        {(id) => <DateInput id={id} value={from} onChange={(event) => set({ from: event.target.value })} />}
      </Labelled>
      <Labelled label={t('toDate')}>
        {(id) => <DateInput id={id} value={to} min={from} onChange={(event) => set({ to: event.target.value })} />}
      </Labelled>
      <DoctorFilter {...filters} />
      <PatientFilter {...filters} />
      <Labelled label={common('status')}>
        {(id) => (
          <NativeSelect id={id} value={status ?? ''} onChange={(event) => set({ status: event.target.value })}>
            <option value="">{common('all')}</option>
            {appointmentStatuses.map((each) => (
              <option key={each} value={each}>
                {common(`appointmentStatus.${each}`)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Labelled>
      <Button variant="ghost" disabled={!filters.isFiltered} onClick={filters.reset}>
        {t('resetFilters')}
      </Button>
    </div>
  )
}

function DoctorFilter({ doctorId, set }: Filters) {
  const t = useTranslations('appointments')
  const { data: doctor } = useQuery({ ...doctorQueries.one(doctorId ?? ''), enabled: doctorId !== null })
  return (
    <Labelled label={t('doctor')}>
      {(id) => (
        <DoctorCombobox
          id={id}
          aria-label={doctor ? t('doctorIs', { name: fullName(doctor) }) : t('doctor')}
          value={doctorId ? (doctor ?? null) : null}
          onValueChange={(next) => set({ doctorId: next?.id ?? '' })}
          placeholder={t('allDoctors')}
          searchPlaceholder={t('doctorSearch')}
          clearable
        />
      )}
    </Labelled>
  )
}

function PatientFilter({ patientId, set }: Filters) {
  const t = useTranslations('appointments')
  const { data: patient } = useQuery({ ...patientQueries.one(patientId ?? ''), enabled: patientId !== null })
  return (
    <Labelled label={t('patient')}>
      {(id) => (
        <PatientCombobox
          id={id}
          aria-label={patient ? t('patientIs', { name: fullName(patient) }) : t('patient')}
          value={patientId ? (patient ?? null) : null}
          onValueChange={(next) => set({ patientId: next?.id ?? '' })}
          placeholder={t('allPatients')}
          searchPlaceholder={t('patientSearch')}
          clearable
        />
      )}
    </Labelled>
  )
}
