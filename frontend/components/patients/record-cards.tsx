'use client'

import type { Address, HistoryItem, Patient } from '@hms/contract/patients'
import { useTranslations } from 'next-intl'
import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { historyText } from './history-text'

export function ContactCard({ patient }: { patient: Patient }) {
  const t = useTranslations('patients')
  const { phone, email, address, emergencyContact } = patient
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('contact')}</CardTitle>
      </CardHeader>
      <CardContent>
        <DescriptionList>
          <Description term={t('phone')}>
            {phone && <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>}
          </Description>
          <Description term={t('email')}>{email && <a href={`mailto:${email}`}>{email}</a>}</Description>
          <Description term={t('address')}>{address && <AddressLines address={address} />}</Description>
          <Description term={t('emergencyContact')}>
            {emergencyContact && (
              <>
                {emergencyContact.name}
                {emergencyContact.relationship && ` (${emergencyContact.relationship})`}
                <br />
                {emergencyContact.phone}
              </>
            )}
          </Description>
        </DescriptionList>
      </CardContent>
    </Card>
  )
}

function AddressLines({ address }: { address: Address }) {
  const place = [address.city, address.state, address.postalCode].filter(Boolean).join(', ')
  return (
    <address className="not-italic">
      {[address.line1, address.line2, place, address.country].filter(Boolean).map((line) => (
        <span key={line} className="block">
          {line}
        </span>
      ))}
    </address>
  )
}

export function HistoryCard({ patient }: { patient: Patient }) {
  const t = useTranslations('patients')
  const { medicalHistory, withheld } = patient
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('medicalHistory')}</CardTitle>
      </CardHeader>
      <CardContent>
        {withheld.includes('medicalHistory') ? (
          <p className="text-sm text-muted-foreground">{t('historyWithheld')}</p>
        ) : (
          <DescriptionList className="sm:grid-cols-1">
            <HistoryLines term={t('allergies')} items={medicalHistory?.allergies} />
            <HistoryLines term={t('conditions')} items={medicalHistory?.conditions} />
            <HistoryLines term={t('medications')} items={medicalHistory?.medications} />
            {medicalHistory?.notes && (
              <Description term={t('historyNotes')}>
                <span className="whitespace-pre-line">{medicalHistory.notes}</span>
              </Description>
            )}
          </DescriptionList>
        )}
      </CardContent>
    </Card>
  )
}

function HistoryLines({ term, items = [] }: { term: string; items: HistoryItem[] | undefined }) {
  const t = useTranslations('patients')
  if (items.length === 0) return <Description term={term}>{t('noneKnown')}</Description>
  return (
    <Description term={term}>
      <ul className="grid gap-1">
        {items.map((item, index) => (
          <li key={index} className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span>{historyText(item)}</span>
            {typeof item === 'object' && (item.onset || item.status) && (
              <span className="text-xs text-muted-foreground tabular">
                {[item.status, item.onset?.slice(0, 10)].filter(Boolean).join(' · ')}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Description>
  )
}
