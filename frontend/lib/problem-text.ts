import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { ApiProblem } from './problem.ts'

/** Puts any error into words for the reader; the code decides, so that texts can be translated. */
export function useProblemText(): (error: unknown) => string {
  const t = useTranslations('problems')
  return useCallback(
    (error) => {
      if (!(error instanceof ApiProblem)) return t('internal')
      return t.has(error.code) ? t(error.code) : error.title
    },
    [t],
  )
}
