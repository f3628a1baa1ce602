import { useTranslations } from 'next-intl'
import { cn } from '@/lib/utils'

type State = 'done' | 'arrived' | 'booked' | 'free'

const day: { time: string; width: string; state: State }[] = [
  { time: '9:00', width: 'w-32', state: 'done' },
  { time: '9:30', width: 'w-24', state: 'done' },
  { time: '10:00', width: 'w-36', state: 'arrived' },
  { time: '10:30', width: 'w-0', state: 'free' },
  { time: '11:00', width: 'w-28', state: 'booked' },
  { time: '11:30', width: 'w-20', state: 'booked' },
]

const look: Record<State, string> = {
  done: 'bg-success-surface text-success',
  arrived: 'bg-primary text-primary-foreground',
  booked: 'bg-info-surface text-info',
  free: 'border border-dashed border-input text-muted-foreground',
}

/** A morning as the calendar shows it. A picture: hidden from assistive technology. */
export function DayPreview() {
  const t = useTranslations('landing.preview')
  return (
    <div aria-hidden className="relative mx-auto w-full max-w-md">
      <div className="hairline-grid absolute -inset-x-4 -inset-y-8 text-primary lg:-inset-8 [mask-image:radial-gradient(closest-side,black,transparent)]" />
      <div className="relative rounded-2xl border bg-card p-5 shadow-lg">
        <div className="mb-4 flex items-center justify-between">
          <span className="font-semibold">{t('today')}</span>
          <span className="flex gap-1">
            {[0, 1, 2, 3, 4].map((index) => (
              <span key={index} className={cn('h-1.5 w-6 rounded-full', index < 2 ? 'bg-primary' : 'bg-muted')} />
            ))}
          </span>
        </div>
        <div className="grid grid-cols-1 gap-1.5">
          {day.map(({ time, width, state }) => (
            <div key={time} className="grid grid-cols-[3rem_minmax(0,1fr)] items-center gap-3">
              <span className="text-right text-xs text-muted-foreground tabular">{time}</span>
              <span
                className={cn(
                  'flex h-11 items-center justify-between gap-3 rounded-lg px-3 text-xs font-medium',
                  look[state],
                )}
              >
                <span className={cn('h-2 min-w-0 rounded-full bg-current opacity-30', width)} />
                <span className="whitespace-nowrap">{t(state)}</span>
              </span>
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}
