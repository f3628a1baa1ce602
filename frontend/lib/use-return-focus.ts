import { useRef } from 'react'

/**
 * Gives the focus back to whatever had it before a dialog opened. Radix does so only for its own
 * trigger; dialogs that a shortcut or a menu opens have none, and the reader would be lost.
 */
export function useReturnFocus() {
  const opener = useRef<HTMLElement | null>(null)
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    },
    onCloseAutoFocus: (event: Event) => {
      const element = opener.current
      if (!element?.isConnected || element === document.body) return
      event.preventDefault()
      element.focus()
    },
  }
}
