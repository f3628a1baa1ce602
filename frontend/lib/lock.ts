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

interface Step {
  held?: boolean
}

/**
 * Adds a step to the history, from which the way back leads to the page itself, and from there forward again at once.
 * Without it "back" would change the page behind or leave the document, and what was typed would be lost. Returns how to
 * take the step away.
 */
function holdHistory(): () => void {
  const { history } = window
  const isHeld = () => (history.state as Step | null)?.held === true
  let isOver = false
  let isOnTheWay = false
  const step = (direction: 'back' | 'forward') => {
    isOnTheWay = true
    history[direction]()
  }
  const end = () => window.removeEventListener('popstate', stay, true)
  function stay(event: Event) {
    event.stopImmediatePropagation()
    isOnTheWay = false
    if (isHeld() === isOver) step(isOver ? 'back' : 'forward')
    else if (isOver) end()
  }
  history.pushState({ ...(history.state as Step | null), held: true }, '')
  window.addEventListener('popstate', stay, true)
  return () => {
    isOver = true
    if (isHeld()) step('back')
    else if (!isOnTheWay) end()
  }
}
