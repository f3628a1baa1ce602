/** When somebody last pressed, moved or typed in any tab of this browser: milliseconds since the epoch, and nothing else. */
const activeKey = 'hms.active-at'
/** When the API was last told. */
const toldKey = 'hms.active-told-at'

/** What only a person does. Moves count when something moved: browsers make up others where the page moves below a pointer. */
const deeds = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const
const isDeed = (event: Event) =>
  event.isTrusted &&
  !(event instanceof MouseEvent && event.type === 'pointermove' && !event.movementX && !event.movementY)

/** The warning comes so many seconds before (WCAG 2.2.1). */
export const WARNING_SECONDS = 60

export interface IdleWatch {
  /** After so many seconds without a deed the screen locks. */
  idleSeconds: number
  /** Seconds until then, as the API has just said. */
  lockInSeconds: number
  /** Seconds that are left, from the warning on; null when somebody is there again. */
  onWarning: (secondsLeft: number | null) => void
  onIdle: () => void
  /** Tells the API that the person was there so many seconds ago. */
  report: (secondsAgo: number) => void
}

function recall(key: string): number {
  try {
    return Math.min(Number(localStorage.getItem(key)) || 0, Date.now())
  } catch {
    return 0
  }
}

function remember(key: string, value: number) {
  try {
    localStorage.setItem(key, String(value))
  } catch {
    // Storage may be forbidden; then each tab counts for itself.
  }
}

/** Watches for a person at work, in all tabs of this browser together. Returns how to stop. */
export function watchIdle({ idleSeconds, lockInSeconds, onWarning, onIdle, report }: IdleWatch): () => void {
  let active = Math.max(recall(activeKey), Date.now() - (idleSeconds - lockInSeconds) * 1000)
  let told = active
  let isWarned = false
  let clock: ReturnType<typeof setTimeout> | undefined
  let word: ReturnType<typeof setTimeout> | undefined
  const every = Math.min(60, idleSeconds / 10) * 1000

  function look() {
    clearTimeout(clock)
    active = Math.max(active, recall(activeKey))
    const left = active + idleSeconds * 1000 - Date.now()
    if (left <= 0) return onIdle()
    const isClose = left <= WARNING_SECONDS * 1000
    if (isClose || isWarned) onWarning(isClose ? Math.ceil(left / 1000) : null)
    isWarned = isClose
    clock = setTimeout(look, isClose ? left % 1000 || 1000 : left - WARNING_SECONDS * 1000)
  }

  /** The last deed is told, too: the API then counts from the same moment as this browser. */
  function tell() {
    word = undefined
    const toldElsewhere = Math.max(told, recall(toldKey))
    if (toldElsewhere >= active) return
    const pause = toldElsewhere + every - Date.now()
    if (pause > 0) return void (word = setTimeout(tell, pause))
    told = Date.now()
    remember(toldKey, told)
    report(Math.ceil((told - active) / 1000))
  }

  function note(event: Event) {
    const now = Date.now()
    if (!isDeed(event) || now - active < 1000) return
    if (now >= active + idleSeconds * 1000) return look()
    active = now
    remember(activeKey, now)
    word ??= setTimeout(tell, 0)
    if (isWarned) look()
  }

  const hear = ({ key }: StorageEvent) => {
    if (key === activeKey && isWarned) look()
  }
  for (const type of deeds) window.addEventListener(type, note, { capture: true, passive: true })
  window.addEventListener('storage', hear)
  window.addEventListener('pageshow', look)
  document.addEventListener('visibilitychange', look)
  look()
  return () => {
    clearTimeout(clock)
    clearTimeout(word)
    for (const type of deeds) window.removeEventListener(type, note, { capture: true })
    window.removeEventListener('storage', hear)
    window.removeEventListener('pageshow', look)
    document.removeEventListener('visibilitychange', look)
  }
}
