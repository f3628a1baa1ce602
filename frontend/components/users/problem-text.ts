import { useTranslations } from 'next-intl'
import { isProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'

/** As everywhere, but says what to do when the last administrator was to go. */
export function useUserProblemText(): (error: unknown) => string {
  const t = useTranslations('users')
  const text = useProblemText()
  return (error) => (isProblem(error, 'last-admin') ? t('lastAdmin') : text(error))
}
