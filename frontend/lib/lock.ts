/** When the screens of this browser were locked; other tabs hear of it by the change. */
const lockedKey = 'hms.locked'

/** What stands between a locked screen and the page that waits behind it. */
interface Behind {
  /** Puts everything back as it was. */
  restore: () => void
  opened: Promise<void>
  open: () => void
}

let behind: Behind | undefined
const listeners = new Set<() => void>()

export const isLocked = (): boolean => behind !== undefined

/** Calls `listener` when the screen is locked or opened. Returns how to stop. */
export function onLock(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/**
 * Takes everything that the pages show out of the document, and keeps it in memory as it is: what was typed, open dialogs,
 * places in lists. Nothing of it can be found, read out or printed until `openScreen`. Requests wait.
 */
export function lockScreen(): void {
  if (behind) return
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  behind = { restore: takeAway(), opened, open }
  note(String(Date.now()))
  for (const listener of listeners) listener()
}

/** Puts the pages back; for whoever the API has recognised as the person who locked them. */
export function openScreen(): void {
  const { restore, open } = behind ?? {}
  behind = undefined
  note(null)
  restore?.()
  for (const listener of listeners) listener()
  open?.()
}

/** Locks the screen and waits until it is open again. */
export function unlocked(): Promise<void> {
  lockScreen()
  return behind!.opened
}

/** Hears of other tabs, which share the session: they lock and open together. Returns how to stop. */
export function onLockElsewhere(locks: () => void, opens: () => void): () => void {
  const hear = ({ key, newValue }: StorageEvent) => {
    if (key === lockedKey) (newValue === null ? opens : locks)()
  }
  window.addEventListener('storage', hear)
  return () => window.removeEventListener('storage', hear)
}

function note(value: string | null) {
  try {
    if (value === null) localStorage.removeItem(lockedKey)
    else localStorage.setItem(lockedKey, value)
  } catch {
    // Storage may be forbidden; then each tab hears of it from the API.
  }
}

/** What the page behind must not hear: keys, presses and moves of the focus would close dialogs and run shortcuts there. */
const deaf = ['keydown', 'keyup', 'pointerdown', 'mousedown', 'touchstart', 'focusin', 'wheel', 'touchmove'] as const
const keepFromPage = (event: Event) => event.stopImmediatePropagation()

/** React goes on with what is out of the document; it only must not remove the place that everything stands in. */
function takeAway(): () => void {
  const site = document.getElementById('site')
  const mark = document.createComment('')
  const focused = document.activeElement
  const { title } = document
  const { scrollX, scrollY } = window
  const letGo = holdHistory()
  site?.replaceWith(mark)
  for (const type of deaf) window.addEventListener(type, keepFromPage, { capture: true, passive: true })
  return () => {
    for (const type of deaf) window.removeEventListener(type, keepFromPage, { capture: true })
    letGo()
    if (site) mark.replaceWith(site)
    document.title = title
    window.scrollTo(scrollX, scrollY)
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  }
}

/** More than the menus of browsers show behind a long press on "back": Firefox has 15, Chrome 12 and 5 of other sites. */
const STEPS = 20

interface Step {
  /** How far from the page: 0 is the page itself. */
  held?: number
}

/**
 * Adds steps to the history, from which the way back leads to another of them or to the page itself, and from there
 * forward again at once, however many were taken in one jump. Without them "back" would change the page behind or leave
 * the document, and what was typed would be lost. Returns how to take the steps away.
 */
function holdHistory(): () => void {
  const { history } = window
  const place = () => (history.state as Step | null)?.held
  let isOver = false
  let isOnTheWay = false
  const go = (steps: number) => {
    isOnTheWay = true
    history.go(steps)
  }
  function stay(event: Event) {
    event.stopImmediatePropagation()
    isOnTheWay = false
    const at = place()
    // Before the page, where earlier steps of this document are, nothing says how far it is.
    if (at === undefined) go(1)
    else if (isOver ? at > 0 : at < STEPS) go(isOver ? -at : STEPS - at)
    else if (isOver) end()
  }
  function end() {
    window.removeEventListener('popstate', stay, true)
    const { held: _, ...own } = history.state as Step
    history.replaceState(Object.keys(own).length > 0 ? own : null, '')
  }
  window.addEventListener('popstate', stay, true)
  const at = place()
  // A page that was loaded anew while it was locked stands on one of the steps, mostly the last.
  if (!at) addSteps(history)
  else if (at < STEPS) go(STEPS - at)
  return () => {
    isOver = true
    if (!isOnTheWay) go(-(place() ?? 0))
  }
}

function addSteps(history: History): void {
  const own = history.state as Step | null
  history.replaceState({ ...own, held: 0 }, '')
  for (let held = 1; held <= STEPS; held++) history.pushState({ ...own, held }, '')
}
