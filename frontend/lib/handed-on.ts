import type { ApiProblem } from './problem.ts'

/**
 * What a sign-in elsewhere hands on for the second step, behind the `#`, where it reaches no server. Taken once: it stays
 * neither in the address nor in the history.
 */
export function handedOn(): Pick<ApiProblem, 'challenge' | 'factors'> | null {
  const handed = new URLSearchParams(window.location.hash.slice(1))
  const [challenge, factors] = [handed.get('challenge'), handed.get('factors')]
  if (!challenge || !factors) return null
  const left = new URL(window.location.href)
  left.hash = ''
  left.searchParams.delete('problem')
  window.history.replaceState(window.history.state, '', left)
  return { challenge, factors: factors.split(',') as ApiProblem['factors'] }
}
