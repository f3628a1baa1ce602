'use client'

import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { withTexts } from '@/lib/with-texts'
import lock from '@/messages/en/lock.json'

/** A press on it is none outside of a dialog, which would close that. */
const keepToItself = (bar: HTMLElement | null) =>
  bar?.addEventListener('pointerdown', (event) => event.stopPropagation())

/** Says that the screen locks in a minute. Whatever the person does puts it off; the button is for whoever looks for one. */
export const IdleWarning = withTexts({ lock }, Bar)

function Bar({ secondsLeft }: { secondsLeft: number }) {
  const t = useTranslations('lock')
  return (
    <section
      ref={keepToItself}
      aria-label={t('soon')}
      className="pointer-events-auto fixed inset-x-3 bottom-20 z-[60] mx-auto flex max-w-xl flex-wrap items-center justify-between gap-3 rounded-xl border border-warning/40 bg-popover px-4 py-3 shadow-lg lg:bottom-6"
    >
      <div className="grid min-w-0 flex-1 basis-60 gap-0.5">
        <p role="alert" className="font-medium">
          {t('warning')}
        </p>
        {/* Told once, above: a voice that counts down drowns everything else. */}
        <p aria-hidden className="text-xs text-muted-foreground tabular">
          {t('left', { seconds: secondsLeft })}
        </p>
      </div>
      <Button variant="outline">{t('stay')}</Button>
    </section>
  )
}
