let place: HTMLElement | null = null

/**
 * Where dialogs and popups hang: within what a locked screen takes out of the document, so that one which is open then, or
 * opens behind it, is not to be seen. Kept once found, as it cannot be found while it is away.
 */
export function overlays(): HTMLElement | null {
  if (typeof document === 'undefined') return null
  if (!place?.isConnected) place = document.getElementById('overlays') ?? place
  return place
}

/** For the content of a dialog: a press on a note, as to put it away, is none beside the dialog, which would close that. */
export const stayForNotes = {
  onInteractOutside(event: Event) {
    if (event.target instanceof Element && event.target.closest('[data-sonner-toaster]')) event.preventDefault()
  },
}
