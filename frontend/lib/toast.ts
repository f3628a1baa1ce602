import type { ExternalToast } from 'sonner'

type Kind = 'success' | 'error' | 'info' | 'warning' | 'message'

let isWanted = false
let notify = () => {}
let tellPresent = () => {}
const present = new Promise<void>((resolve) => (tellPresent = resolve))

/** The place of the notes is drawn when the first note comes; sonner forgets what is told before that. */
export const isToasterWanted = () => isWanted
export function onToasterWanted(listener: () => void): () => void {
  notify = listener
  return () => (notify = () => {})
}
export const toasterIsPresent = () => tellPresent()

const show = (kind: Kind) => (text: string, options?: ExternalToast) => {
  isWanted = true
  notify()
  void Promise.all([import('sonner'), present]).then(([{ toast }]) => toast[kind](text, options))
}

/** Short notes at the edge of the screen. Same calls as sonner's, which arrives with the first note. */
export const toast = {
  success: show('success'),
  error: show('error'),
  info: show('info'),
  warning: show('warning'),
  message: show('message'),
}
