import { CalendarCheck, type LucideIcon, ReceiptText, ShieldCheck, Stethoscope } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { BlurText } from '@/components/bits/blur-text'
import { SpotlightCard } from '@/components/bits/spotlight-card'
import { Wordmark } from '@/components/shell/logo'
import { ThemeSwitch } from '@/components/shell/theme-switch'
import { DayPreview } from './day-preview'
import { EnterLinks } from './enter-links'

const audiences: { key: 'forPatients' | 'forDoctors' | 'forDesk'; icon: LucideIcon }[] = [
  { key: 'forPatients', icon: CalendarCheck },
  { key: 'forDoctors', icon: Stethoscope },
  { key: 'forDesk', icon: ReceiptText },
]

export function Landing() {
  const t = useTranslations('landing')
  const common = useTranslations('common')
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex h-16 w-full max-w-6xl items-center justify-between gap-4 px-5 sm:px-8">
        <Wordmark name={common('appName')} className="text-primary" />
        <div className="flex items-center gap-1">
          <ThemeSwitch />
          <EnterLinks where="header" />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex-1 outline-none">
        <section className="mx-auto grid w-full max-w-6xl grid-cols-[minmax(0,1fr)] items-center gap-12 px-5 pt-10 pb-16 sm:px-8 lg:grid-cols-[minmax(0,6fr)_minmax(0,5fr)] lg:pt-20 lg:pb-24">
          <div className="grid gap-6">
            <h1 className="text-4xl leading-[1.08] font-semibold tracking-[-0.03em] sm:text-6xl">
              <BlurText text={t('headline')} />
            </h1>
            <p className="max-w-xl text-lg leading-7 text-muted-foreground">{t('lead')}</p>
            <EnterLinks where="hero" />
          </div>
          <DayPreview />
        </section>
        <section className="border-y bg-card/60">
          <div className="mx-auto grid w-full max-w-6xl gap-4 px-5 py-14 sm:px-8 md:grid-cols-3">
            {audiences.map(({ key, icon: Icon }) => (
              <SpotlightCard key={key} className="p-6">
                <Icon aria-hidden className="size-5 text-primary" />
                <h2 className="mt-4 text-base font-semibold">{t(`${key}.title`)}</h2>
                <p className="mt-1.5 text-muted-foreground">{t(`${key}.text`)}</p>
              </SpotlightCard>
            ))}
          </div>
        </section>
        <section className="mx-auto grid w-full max-w-6xl gap-6 px-5 py-14 sm:px-8 md:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
          <h2 className="flex items-start gap-3 text-xl font-semibold">
            <ShieldCheck aria-hidden className="mt-0.5 size-6 shrink-0 text-primary" />
            {t('trust.title')}
          </h2>
          <ul className="grid gap-4 text-muted-foreground sm:grid-cols-3">
            <li className="border-t pt-3">{t('trust.encrypted')}</li>
            <li className="border-t pt-3">{t('trust.separated')}</li>
            <li className="border-t pt-3">{t('trust.traced')}</li>
          </ul>
        </section>
      </main>
      <footer className="border-t">
        <p className="mx-auto w-full max-w-6xl px-5 py-6 text-xs text-muted-foreground sm:px-8">{t('footer')}</p>
      </footer>
    </div>
  )
}
