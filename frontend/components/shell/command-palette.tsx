'use client'

import type { Role } from '@hms/contract/permissions'
import { reach } from '@hms/contract/permissions'
import { useQuery } from '@tanstack/react-query'
import { LockKeyhole, Plus, Stethoscope, SunMoon, UserRound } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
  CommandShortcut,
} from '@/components/ui/command'
import { Dialog, DialogContent, DialogDescription, DialogTitle } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { Spinner } from '@/components/ui/spinner'
import { fullName } from '@/lib/auth'
import { searchDelay } from '@/lib/constants'
import { useDebounced } from '@/lib/hooks'
import { searchDoctors } from '@/lib/queries/doctors'
import { lockNow } from '@/lib/queries/lock'
import { searchPatients } from '@/lib/queries/patients'
import { useFormat } from '@/lib/reader'
import { toggleTheme } from '@/lib/theme'
import { deedsFor, navigationFor } from './navigation'

/** Below two letters every search finds everybody. */
const shortest = 2

const matches = (label: string, term: string) => label.toLowerCase().includes(term.toLowerCase())

export function CommandPalette({ role, onClose }: { role: Role; onClose: () => void }) {
  const t = useTranslations('shell')
  const router = useRouter()
  const [term, setTerm] = useState('')
  const go = (href: string) => {
    onClose()
    router.push(href)
  }
  const pages = navigationFor(role).filter((item) => matches(t(`nav.${item.name}`), term))
  const deeds = deedsFor(role).filter((deed) => matches(t(`palette.${deed.name}`), term))
  const offersTheme = matches(t('palette.toggleTheme'), term)
  const offersLock = matches(t('shortcuts.lock'), term)
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="top-[12dvh] mt-0 max-w-xl gap-0 overflow-hidden p-0 [&>button:last-child]:hidden">
        <DialogTitle className="sr-only">{t('palette.title')}</DialogTitle>
        <DialogDescription className="sr-only">{t('palette.placeholder')}</DialogDescription>
        <Command shouldFilter={false} label={t('palette.title')}>
          <CommandInput value={term} onValueChange={setTerm} placeholder={t('palette.placeholder')} />
          <CommandList className="max-h-[min(24rem,60dvh)]">
            <CommandEmpty>{t('palette.empty')}</CommandEmpty>
            <People role={role} term={term.trim()} onGo={go} />
            {(deeds.length > 0 || offersTheme || offersLock) && (
              <CommandGroup heading={t('palette.actions')}>
                {deeds.map((deed) => (
                  <CommandItem key={deed.href} value={deed.href} onSelect={() => go(deed.href)}>
                    <Plus aria-hidden />
                    {t(`palette.${deed.name}`)}
                  </CommandItem>
                ))}
                {offersLock && (
                  <CommandItem
                    value="lock"
                    onSelect={() => {
                      onClose()
                      lockNow()
                    }}
                  >
                    <LockKeyhole aria-hidden />
                    {t('shortcuts.lock')}
                  </CommandItem>
                )}
                {offersTheme && (
                  <CommandItem
                    value="theme"
                    onSelect={() => {
                      toggleTheme()
                      onClose()
                    }}
                  >
                    <SunMoon aria-hidden />
                    {t('palette.toggleTheme')}
                  </CommandItem>
                )}
              </CommandGroup>
            )}
            {pages.length > 0 && (
              <CommandGroup heading={t('palette.pages')}>
                {pages.map(({ href, icon: Icon, name, key }) => (
                  <CommandItem key={href} value={href} onSelect={() => go(href)}>
                    <Icon aria-hidden />
                    {t(`nav.${name}`)}
                    {key && (
                      <CommandShortcut aria-hidden>
                        <Kbd>g</Kbd>
                        <Kbd>{key}</Kbd>
                      </CommandShortcut>
                    )}
                  </CommandItem>
                ))}
              </CommandGroup>
            )}
          </CommandList>
        </Command>
      </DialogContent>
    </Dialog>
  )
}

function People({ role, term, onGo }: { role: Role; term: string; onGo: (href: string) => void }) {
  const t = useTranslations('shell.palette')
  const format = useFormat()
  const settled = useDebounced(term, searchDelay)
  const isLongEnough = settled.length >= shortest
  const seesPatients = !['no', 'own'].includes(reach(role, 'patient:list'))
  const patients = useQuery({
    queryKey: ['search', 'patients', settled],
    queryFn: ({ signal }) => searchPatients(settled, signal),
    enabled: isLongEnough && seesPatients,
  })
  const doctors = useQuery({
    queryKey: ['search', 'doctors', settled],
    queryFn: ({ signal }) => searchDoctors(settled, signal),
    enabled: isLongEnough,
  })
  return (
    <>
      {(patients.isFetching || doctors.isFetching) && (
        <div className="flex justify-center py-2">
          <Spinner />
        </div>
      )}
      {patients.data && patients.data.length > 0 && (
        <CommandGroup heading={t('patients')}>
          {patients.data.map((patient) => (
            <CommandItem key={patient.id} value={patient.id} onSelect={() => onGo(`/patients/${patient.id}`)}>
              <UserRound aria-hidden />
              <span className="truncate">{fullName(patient)}</span>
              <span className="ml-auto truncate text-xs text-muted-foreground tabular">
                {patient.mrn}
                {patient.dateOfBirth && ` · ${t('born', { date: format.date(patient.dateOfBirth) })}`}
              </span>
            </CommandItem>
          ))}
        </CommandGroup>
      )}
      {doctors.data && doctors.data.length > 0 && (
        <CommandGroup heading={t('doctors')}>
          {doctors.data.map((doctor) => (
            <CommandItem key={doctor.id} value={doctor.id} onSelect={() => onGo(`/doctors/${doctor.id}`)}>
              <Stethoscope aria-hidden />
              <span className="truncate">{fullName(doctor)}</span>
              <span className="ml-auto truncate text-xs text-muted-foreground">{doctor.specialization}</span>
            </CommandItem>
          ))}
        </CommandGroup>
      )}
    </>
  )
}
