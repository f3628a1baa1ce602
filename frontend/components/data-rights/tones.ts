/** How the states of a request are coloured. */
export const requestTones = {
  requested: 'warning',
  approved: 'info',
  refused: 'neutral',
  done: 'success',
  withdrawn: 'neutral',
} as const
