import { useEffect, useState, useSyncExternalStore } from 'react'

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
