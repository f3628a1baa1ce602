import type { ExternalToast } from 'sonner'

type Kind = 'success' | 'error' | 'info' | 'warning' | 'message'

const show = (kind: Kind) => (text: string, options?: ExternalToast) =>
  void import('sonner').then(({ toast }) => toast[kind](text, options))

/** Short notes at the edge of the screen. Same calls as sonner's, which arrives after the page. */
export const toast = {
  success: show('success'),
  error: show('error'),
  info: show('info'),
  warning: show('warning'),
  message: show('message'),
}
