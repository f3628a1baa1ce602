import type { PrivacyCase } from '@hms/contract/privacy'
import { useTranslations } from 'next-intl'
import { Badge } from '@/components/ui/badge'
import type { Tone } from '@/lib/constants'
import { useFormat } from '@/lib/reader'

type Alert = NonNullable<PrivacyCase['alert']>

const tones = { low: 'neutral', medium: 'warning', high: 'danger' } as const satisfies Record<Alert['severity'], Tone>

/** What a rule found in the log: what it amounts to, and when. */
export function AlertFacts({ alert }: { alert: Alert }) {
  const t = useTranslations('privacy.alerts')
  const format = useFormat()
  const { rule, severity, count, usual } = alert
  const [from, until] = [format.dateTime(alert.from), format.dateTime(alert.until)]
  return (
    <div className="grid gap-1 text-sm">
      <p className="flex items-baseline gap-2">
        <Badge tone={tones[severity]}>{t(`severities.${severity}`)}</Badge>
        <span className="min-w-0 break-words">{t(`found.${rule}`, { count })}</span>
      </p>
      <p className="text-xs text-muted-foreground">
        {from === until ? from : t('window', { from, until })}
        {usual !== null && ` · ${t('usual', { usual })}`}
      </p>
    </div>
  )
}
