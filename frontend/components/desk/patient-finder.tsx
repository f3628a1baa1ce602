'use client'

import type { Appointment } from '@hms/contract/appointments'
import type { PatientSummary } from '@hms/contract/patients'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { QuickActions } from '@/components/dashboard/quick-actions'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Kbd } from '@/components/ui/kbd'
import { QuietLink } from '@/components/ui/quiet-link'
import { SearchInput } from '@/components/ui/search-input'
import { Spinner } from '@/components/ui/spinner'
import { fullName, useReach } from '@/lib/auth'
import { searchDelay } from '@/lib/constants'
import { ageInYears } from '@/lib/datetime'
import { useDebounced, useMediaQuery } from '@/lib/hooks'
import { useProblemText } from '@/lib/problem-text'
import { searchPatients } from '@/lib/queries/patients'
import { useFormat } from '@/lib/reader'

/** Below two letters every search finds everybody. */
const shortest = 2

interface PatientFinderProps {
  /** Today's: whoever is found and expected can be received at once. */
  visits: Appointment[] | undefined
  /** Somebody who has just been registered stands there without being looked for. */
  registered: PatientSummary | undefined
  /** Left out for readers who book for nobody. */
  onWalkIn: ((patient: PatientSummary) => void) | undefined
}

/** Finds whoever stands before the desk, and says what can be done for them. */
export function PatientFinder({ visits, registered, onWalkIn }: PatientFinderProps) {
  const t = useTranslations('desk.find')
  const router = useRouter()
  const hasPointer = useMediaQuery('(pointer: fine)')
  const sees = useReach('patient:list')
  const [term, setTerm] = useState('')
  const place = useRef<HTMLElement>(null)
  useSlash(place)
  const { query, found, isAnswered } = useSearch(term)
  const items = query ? found.data : registered && [registered]

  function hear(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Escape') {
      setTerm('')
      event.currentTarget.blur()
    }
    const first = isAnswered && found.data?.[0]
    if (event.key === 'Enter' && first) router.push(`/patients/${first.id}`)
  }
  return (
    <section ref={place} aria-label={t('label')} className="grid grid-cols-1 gap-3">
      <div className="relative">
        <SearchInput
          // On a touch screen the focus would bring up the keyboard over the day.
          autoFocus={hasPointer}
          aria-label={t('label')}
          aria-keyshortcuts="/"
          placeholder={t(sees === 'all' ? 'placeholder' : 'placeholderDirectory')}
          className="[&_input]:h-11 [&_svg]:top-3.5"
          value={term}
          onValueChange={setTerm}
          onKeyDown={hear}
        />
        {hasPointer && !term && (
          <span aria-hidden className="pointer-events-none absolute top-3 right-3">
            <Kbd>/</Kbd>
          </span>
        )}
      </div>
      <Answer query={query} found={found} />
      {items && items.length > 0 && (
        <Card className="overflow-hidden">
          <ul aria-label={query ? t('results') : t('registered')} className="divide-y">
            {items.map((patient) => (
              <Found
                key={patient.id}
                patient={patient}
                visit={visits?.find(({ patientId, status }) => patientId === patient.id && isToCome(status))}
                isNew={!query}
                onWalkIn={onWalkIn}
              />
            ))}
          </ul>
        </Card>
      )}
    </section>
  )
}

const isToCome = (status: Appointment['status']) => status === 'booked' || status === 'checked-in'

function useSearch(term: string) {
  const wanted = term.trim()
  const settled = useDebounced(wanted, searchDelay)
  const query = settled.length >= shortest && wanted.length >= shortest ? settled : ''
  const found = useQuery({
    queryKey: ['search', 'patients', query],
    queryFn: ({ signal }) => searchPatients(query, signal),
    enabled: query !== '',
    placeholderData: (previous) => previous,
  })
  return { query, found, isAnswered: query !== '' && query === wanted && !found.isPlaceholderData }
}

/** The search is one key away from wherever nothing else is typed. */
function useSlash(place: RefObject<HTMLElement | null>) {
  useEffect(() => {
    function hear(event: globalThis.KeyboardEvent) {
      const isTyped = (event.target as Element | null)?.closest?.('input, textarea, select, [role=dialog]')
      if (event.key !== '/' || isTyped || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      place.current?.querySelector('input')?.focus()
    }
    window.addEventListener('keydown', hear)
    return () => window.removeEventListener('keydown', hear)
  }, [place])
}

function Answer({ query, found }: { query: string; found: ReturnType<typeof useSearch>['found'] }) {
  const t = useTranslations('desk.find')
  const text = useProblemText()
  if (!query) return null
  const count = found.data?.length
  return (
    <div aria-live="polite" className="text-sm text-muted-foreground empty:hidden">
      {found.isPending && <Spinner />}
      {found.error && <p className="text-danger">{text(found.error)}</p>}
      {count === 0 && (
        <p>
          <span className="font-medium text-foreground">{t('none', { query })}</span> {t('noneHint')}
        </p>
      )}
      {count !== undefined && count > 0 && <p className="sr-only">{t('found', { count })}</p>}
    </div>
  )
}

interface FoundProps {
  patient: PatientSummary
  visit: Appointment | undefined
  isNew: boolean
  onWalkIn: PatientFinderProps['onWalkIn']
}

function Found({ patient, visit, isNew, onWalkIn }: FoundProps) {
  const t = useTranslations('desk.find')
  const common = useTranslations('common')
  const format = useFormat()
  const { dateOfBirth, mrn } = patient
  const born = dateOfBirth && { date: format.date(dateOfBirth), years: ageInYears(dateOfBirth, format.today()) }
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <QuietLink oneOfMany href={`/patients/${patient.id}`} className="truncate font-medium hover:underline">
            {fullName(patient)}
          </QuietLink>
          {isNew && <Badge tone="success">{t('registered')}</Badge>}
          {visit && (
            <Badge tone={visit.status === 'booked' ? 'info' : 'primary'}>
              {t('visit', { time: format.time(visit.appointmentDate), doctor: fullName(visit.doctor) })}
              {visit.status === 'checked-in' && ` · ${common('appointmentStatus.checked-in')}`}
            </Badge>
          )}
        </p>
        <p className="text-sm text-muted-foreground tabular">
          {mrn}
          {born && ` · ${t('born', born)}`}
        </p>
      </div>
      <div className="flex flex-wrap gap-2 empty:hidden">
        {visit ? <QuickActions visit={visit} /> : onWalkIn && <Begin patient={patient} onWalkIn={onWalkIn} />}
      </div>
    </li>
  )
}

/** For somebody who is not expected today. */
function Begin({ patient, onWalkIn }: { patient: PatientSummary; onWalkIn: (patient: PatientSummary) => void }) {
  const t = useTranslations('desk')
  const name = fullName(patient)
  return (
    <>
      <Button
        variant="outline"
        size="sm"
        aria-label={t('find.walkInNamed', { name })}
        onClick={() => onWalkIn(patient)}
      >
        {t('walkIn')}
      </Button>
      <Button asChild variant="outline" size="sm">
        <QuietLink
          oneOfMany
          href={`/appointments/new?patientId=${patient.id}`}
          aria-label={t('find.bookNamed', { name })}
        >
          {t('book')}
        </QuietLink>
      </Button>
    </>
  )
}
