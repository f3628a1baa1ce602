import { useRef } from 'react'

/** What had the focus last: a button that waits for the API is disabled, and has lost it when its dialog opens. */
let last: EventTarget | null = null
if (typeof document !== 'undefined') document.addEventListener('focusin', ({ target }) => (last = target))

const isHere = (element: unknown): element is HTMLElement =>
  element instanceof HTMLElement && element.isConnected && element !== document.body

/**
 * Gives the focus back to whatever had it before a dialog opened; when the deed took that away, to the page, so that the
 * next Tab goes on in it. Radix knows only its own trigger, and dialogs that a shortcut or a menu opens have none.
 */
export function useReturnFocus() {
  const opener = useRef<unknown>(null)
  return {
    onOpenAutoFocus: () => {
      opener.current = [document.activeElement, last].find(isHere)
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault()
      if (isHere(opener.current)) opener.current.focus()
      if (isHere(document.activeElement)) return
      document.getElementById('content')?.focus({ preventScroll: true })
    },
  }
}
