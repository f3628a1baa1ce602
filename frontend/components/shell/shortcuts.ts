import type { Role } from '@hms/contract/permissions'
import { useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { deedsFor, navigationFor, type NavName } from './navigation'

export type ShortcutTarget = { kind: 'palette' | 'help' | 'lock' } | { kind: 'go'; href: string }

export interface Shortcut {
  /** Keys one after another; `mod` is ⌘ on a Mac and Ctrl elsewhere. */
  keys: string[]
  target: ShortcutTarget
  /** A key of `shell.shortcuts`, `shell.palette` or `shell.nav`, by `label.from`. */
  label:
    | { from: 'shortcuts'; key: 'palette' | 'help' | 'lock' }
    | { from: 'palette'; key: 'newAppointment' }
    | { from: 'nav'; key: NavName }
}

/** Every shortcut of a role: the one table behind the keys and the list that `?` shows. */
export function shortcutsFor(role: Role): Shortcut[] {
  const create = deedsFor(role).find((deed) => deed.name === 'newAppointment')
  return [
    { keys: ['mod+k'], target: { kind: 'palette' }, label: { from: 'shortcuts', key: 'palette' } },
    { keys: ['?'], target: { kind: 'help' }, label: { from: 'shortcuts', key: 'help' } },
    { keys: ['l', 'l'], target: { kind: 'lock' }, label: { from: 'shortcuts', key: 'lock' } },
    ...(create
      ? [
          {
            keys: ['n'],
            target: { kind: 'go', href: create.href },
            label: { from: 'palette', key: 'newAppointment' },
          } satisfies Shortcut,
        ]
      : []),
    ...navigationFor(role).flatMap((item): Shortcut[] =>
      item.key
        ? [{ keys: ['g', item.key], target: { kind: 'go', href: item.href }, label: { from: 'nav', key: item.name } }]
        : [],
    ),
  ]
}

const asked = 'hms-shortcuts-asked'

/** Opens the list of shortcuts from wherever it is offered. */
export function askForShortcuts() {
  window.dispatchEvent(new Event(asked))
}

const storageKey = 'hms.shortcuts-off'
const changed = 'hms-shortcuts-changed'

/** Single keys can be turned off, as WCAG 2.1.4 asks: speech input presses them by accident. */
export function useShortcutsEnabled(): [boolean, (enabled: boolean) => void] {
  const enabled = useSyncExternalStore(
    (notify) => {
      window.addEventListener(changed, notify)
      window.addEventListener('storage', notify)
      return () => {
        window.removeEventListener(changed, notify)
        window.removeEventListener('storage', notify)
      }
    },
    () => localStorage.getItem(storageKey) === null,
    () => true,
  )
  const set = (next: boolean) => {
    if (next) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, '1')
    window.dispatchEvent(new Event(changed))
  }
  return [enabled, set]
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest(
      'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="alertdialog"], [role="menu"]',
    ) !== null
  )
}

/** The next state of a sequence: a finished shortcut, the keys so far, or nothing. */
export function matchKeys(shortcuts: Shortcut[], pressed: string[]): Shortcut | 'partial' | null {
  const exact = shortcuts.find(
    (item) => item.keys.length === pressed.length && item.keys.every((key, i) => key === pressed[i]),
  )
  if (exact) return exact
  const begins = shortcuts.some(
    (item) => item.keys.length > pressed.length && pressed.every((key, i) => key === item.keys[i]),
  )
  return begins ? 'partial' : null
}

/** Listens for the role's shortcuts; keys of a sequence have a second each. */
export function useShortcuts(role: Role, run: (target: ShortcutTarget) => void) {
  const [enabled] = useShortcutsEnabled()
  const latest = useRef(run)
  useLayoutEffect(() => {
    latest.current = run
  })

  useLayoutEffect(() => {
    const shortcuts = shortcutsFor(role)
    let pressed: string[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    function hear(event: KeyboardEvent) {
      const mod = event.metaKey || event.ctrlKey
      if (event.altKey || event.isComposing || (!mod && (!enabled || isTyping(event.target)))) return
      const key = mod ? `mod+${event.key.toLowerCase()}` : event.key
      clearTimeout(timer)
      const match = matchKeys(shortcuts, [...pressed, key]) ?? matchKeys(shortcuts, [key])
      if (match === 'partial') {
        pressed = [...pressed, key]
        timer = setTimeout(() => (pressed = []), 1000)
        return
      }
      pressed = []
      if (!match) return
      event.preventDefault()
      latest.current(match.target)
    }
    const help = () => latest.current({ kind: 'help' })
    window.addEventListener('keydown', hear)
    window.addEventListener(asked, help)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('keydown', hear)
      window.removeEventListener(asked, help)
    }
  }, [role, enabled])
}
