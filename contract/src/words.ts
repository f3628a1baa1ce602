import type { z } from 'zod'

/**
 * Says of a number what is wrong with it as people say it, where zod would say "Too small: expected number to be >=1".
 * What a schema says itself goes first; of what this knows nothing, zod's own words stay.
 */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type' && issue.expected === 'number') return 'A number'
  if (issue.code === 'invalid_type' && issue.expected === 'int') return 'A whole number'
  if (!('origin' in issue) || (issue.origin !== 'number' && issue.origin !== 'int')) return undefined
  if (issue.code === 'too_small') return `At least ${issue.minimum}`
  return issue.code === 'too_big' ? `At most ${issue.maximum}` : undefined
}
