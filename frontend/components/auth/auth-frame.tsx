import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Wordmark } from '@/components/shell/logo'
import { ThemeSwitch } from '@/components/shell/theme-switch'

interface AuthFrameProps {
  title: string
  description?: ReactNode
  /** Below the form: the way to its sister page. */
  footer?: ReactNode
  /** Last of all, for what comes late: nothing below it moves. */
  after?: ReactNode
  children: ReactNode
}

/** The frame around signing in and what belongs to it: a quiet form, and beside it the promise. */
export function AuthFrame({ title, description, footer, after, children }: AuthFrameProps) {
  const t = useTranslations()
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <aside className="relative hidden overflow-hidden bg-sidebar p-12 text-sidebar-foreground lg:sticky lg:top-0 lg:flex lg:h-dvh lg:flex-col lg:justify-between">
        <div
          aria-hidden
          className="hairline-grid absolute inset-0 [mask-image:linear-gradient(to_top_right,black,transparent_75%)]"
        />
        <Link
          href="/"
          prefetch={false}
          className="relative w-fit rounded-md text-sidebar-accent-foreground focus-visible:outline-sidebar-mark"
        >
          <Wordmark name={t('common.appName')} className="[&_svg]:text-sidebar-mark" />
        </Link>
        <DayLine />
        <div className="relative grid gap-2">
          <p className="max-w-md text-3xl leading-10 font-semibold tracking-tight text-balance text-sidebar-accent-foreground">
            {t('auth.aside.title')}
          </p>
          <p className="max-w-md text-base text-sidebar-foreground">{t('auth.aside.text')}</p>
        </div>
      </aside>
      <div className="flex min-h-dvh flex-col">
        <header className="flex h-16 items-center justify-between px-5 sm:px-8">
          <Link href="/" prefetch={false} className="rounded-md text-primary lg:invisible">
            <Wordmark name={t('common.appName')} />
          </Link>
          <ThemeSwitch />
        </header>
        {/* From the top, not centred: what is painted before the whole document has come stays where it is. */}
        <main id="content" tabIndex={-1} className="flex-1 px-5 pt-[12dvh] pb-10 outline-none sm:px-8">
          <div className="mx-auto w-full max-w-sm">
            <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
            {description && <p className="mt-1.5 text-muted-foreground">{description}</p>}
            <div className="mt-8">{children}</div>
            {footer && <p className="mt-8 text-sm text-muted-foreground">{footer}</p>}
            {after}
          </div>
        </main>
      </div>
    </div>
  )
}

const visits = [
  { top: 4, height: 9, width: '62%', tone: 'bg-sidebar-mark/25' },
  { top: 15, height: 6, width: '44%', tone: 'bg-sidebar-accent' },
  { top: 23, height: 12, width: '74%', tone: 'bg-sidebar-mark' },
  { top: 37, height: 6, width: '52%', tone: 'bg-sidebar-accent' },
  { top: 45, height: 9, width: '58%', tone: 'bg-sidebar-mark/25' },
]

/** A day in blocks: what the product is about, without a word. */
function DayLine() {
  return (
    <div aria-hidden className="relative h-80 w-full max-w-md border-l border-sidebar-border pl-6">
      {[0, 1, 2, 3, 4, 5].map((hour) => (
        <div
          key={hour}
          className="absolute inset-x-0 border-t border-sidebar-border"
          style={{ top: `${hour * 20}%` }}
        />
      ))}
      {visits.map(({ top, height, width, tone }) => (
        <div
          key={top}
          className={`absolute left-6 rounded-md ${tone}`}
          style={{ top: `${top * 1.75}%`, height: `${height * 1.75}%`, width }}
        />
      ))}
    </div>
  )
}
