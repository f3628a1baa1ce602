import { useDeferredValue, useEffect, useState, useSyncExternalStore } from 'react'

/** Whether a media query holds; `onServer` until the browser has answered. */
export function useMediaQuery(query: string, onServer = false): boolean {
  return useSyncExternalStore(
    (notify) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', notify)
      return () => list.removeEventListener('change', notify)
    },
    () => window.matchMedia(query).matches,
    () => onServer,
  )
}

/** Below Tailwind's `sm`: tables become cards there. */
export const useIsPhone = () => useMediaQuery('(max-width: 639px)')

/** The value once it has stood still for `delay` milliseconds. */
export function useDebounced<T>(value: T, delay: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay)
    return () => clearTimeout(timer)
  }, [value, delay])
  return settled
}

const reaching = ['pointerdown', 'keydown', 'focusin'] as const

/** Calls `begin` once, when somebody first presses, types or moves the focus anywhere. Returns how to stop. */
export function onFirstReach(begin: () => void): () => void {
  const stop = () => reaching.forEach((type) => document.removeEventListener(type, reach))
  const reach = () => {
    stop()
    begin()
  }
  reaching.forEach((type) => document.addEventListener(type, reach, { passive: true }))
  return stop
}

const nothingToWatch = () => () => {}

/** A value of the page's address. Null until the page is in a browser: one document is made for all addresses. */
export function useAddressValue(name: string): string | null {
  return useSyncExternalStore(
    nothingToWatch,
    () => new URLSearchParams(window.location.search).get(name),
    () => null,
  )
}

/** Milliseconds after the load of the document. */
const SETTLING = 3_000
let isQuiet = false
const waitingForQuiet = new Set<() => void>()

function awaitQuiet() {
  const tell = () => {
    isQuiet = true
    waitingForQuiet.forEach((listener) => listener())
    waitingForQuiet.clear()
  }
  // Safari has no idle callbacks.
  const whenIdle = window.requestIdleCallback ?? ((callback: () => void) => setTimeout(callback, 1))
  const wait = () => setTimeout(() => whenIdle(tell), SETTLING)
  if (document.readyState === 'complete') wait()
  else window.addEventListener('load', wait, { once: true })
}

function onQuiet(listener: () => void): () => void {
  if (waitingForQuiet.size === 0 && !isQuiet) awaitQuiet()
  waitingForQuiet.add(listener)
  return () => void waitingForQuiet.delete(listener)
}

/** Whether the document has been loaded for a while and the browser has had nothing to do: time for what can wait. */
export function useIsQuiet(): boolean {
  return useSyncExternalStore(
    onQuiet,
    () => isQuiet,
    () => false,
  )
}

/**
 * Whether what stands around has been drawn, and it is this part's turn: for what is heavy, keeps its room and shows
 * nothing for a moment anyway. A page to which somebody goes is seen without waiting for it.
 */
export const useTurn = (): boolean => useDeferredValue(true, false)
