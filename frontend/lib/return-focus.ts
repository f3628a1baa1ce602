/** What had the focus before each dialog that is open. */
const openers = new WeakMap<Element, Element>()
let last: Element | null = null

/** A button that waits for the API is disabled, and has lost the focus when its dialog opens: so what had it is remembered. */
function note({ target }: FocusEvent) {
  if (!(target instanceof Element)) return
  const dialog = target.closest('[role="dialog"], [role="alertdialog"]')
  if (dialog && last && !openers.has(dialog) && !dialog.contains(last)) openers.set(dialog, last)
  last = target
}
if (typeof document !== 'undefined') document.addEventListener('focusin', note)

/**
 * For the content of a dialog: gives the focus back to whatever had it before; when the deed took that away, to the page, so
 * that the next Tab goes on in it. Radix knows only its own trigger, and none where a field of the dialog takes the focus.
 */
export const returnFocus = {
  onCloseAutoFocus(event: Event) {
    const opener = event.target instanceof Element ? openers.get(event.target) : undefined
    event.preventDefault()
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
    if (document.activeElement === document.body) document.getElementById('content')?.focus({ preventScroll: true })
  },
}
