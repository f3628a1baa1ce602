'use client'

import { useTranslations } from 'next-intl'
import { OwnAmendments } from '@/components/amendments/own-amendments'
import { useMe } from '@/lib/auth'
import { withTexts } from '@/lib/with-texts'
import consents from '@/messages/en/consents.json'
import { OwnConsents } from './own-consents'
import { OwnNotice } from './own-notice'

/** The patient's own say about their data; nothing for other roles. */
export const OwnPrivacy = withTexts({ consents }, PrivacyOfReader)

function PrivacyOfReader() {
  const me = useMe()
  return me?.patient ? <Privacy patientId={me.patient.id} /> : null
}

function Privacy({ patientId }: { patientId: string }) {
  const t = useTranslations('consents.own')
  return (
    <section id="privacy" aria-labelledby="privacy-title" className="grid scroll-mt-20 gap-4">
      <div>
        <h2 id="privacy-title" className="text-xl font-semibold tracking-tight">
          {t('title')}
        </h2>
        <p className="text-muted-foreground">{t('hint')}</p>
      </div>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <OwnConsents patientId={patientId} />
        <div className="grid gap-6">
          <OwnNotice patientId={patientId} />
          <OwnAmendments patientId={patientId} />
        </div>
      </div>
    </section>
  )
}
