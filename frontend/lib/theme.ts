import { useSyncExternalStore } from 'react'
import { paintTheme, themeKey as key } from './paint-theme.ts'

/** `system` follows the device. */
export type Theme = 'light' | 'dark' | 'system'

const listeners = new Set<() => void>()
/** For browsers that store nothing. */
let chosen: Theme | null = null

function currentTheme(): Theme {
  let theme: string | null = chosen
  try {
    theme ??= localStorage.getItem(key)
  } catch {
    // Storage may be forbidden.
  }
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

/** Changes all colours at once; one by one, as the transitions of buttons would, looks like a fault. */
function repaint() {
  const still = document.createElement('style')
  still.textContent = '*, ::before, ::after { transition: none !important }'
  document.head.append(still)
  paintTheme(key, chosen)
  // Asking for a style makes the browser take over the new ones while nothing moves.
  void getComputedStyle(document.body).color
  still.remove()
  listeners.forEach((listener) => listener())
}

export function setTheme(theme: Theme) {
  chosen = theme
  try {
    localStorage.setItem(key, theme)
  } catch {
    // Then the choice lasts as long as the document.
  }
  repaint()
}

/** One press: from what is seen to the other. */
export function toggleTheme() {
  setTheme(document.documentElement.classList.contains('dark') ? 'light' : 'dark')
}

/** Follows the device, and what other tabs choose. Returns how to stop. */
export function watchTheme(): () => void {
  const device = window.matchMedia('(prefers-color-scheme: dark)')
  const hear = (event: StorageEvent) => {
    if (event.key !== key) return
    chosen = null
    repaint()
  }
  device.addEventListener('change', repaint)
  window.addEventListener('storage', hear)
  return () => {
    device.removeEventListener('change', repaint)
    window.removeEventListener('storage', hear)
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** What the reader has chosen. */
export const useTheme = () => useSyncExternalStore<Theme>(subscribe, currentTheme, () => 'system')
