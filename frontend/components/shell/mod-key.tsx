'use client'

import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** How this keyboard calls the modifier. */
export function ModKey() {
  return useSyncExternalStore(
    never,
    () => (/Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'),
    () => 'Ctrl',
  )
}
