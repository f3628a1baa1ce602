import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'

/**
 * Filters of a list that stand in the address, so that they survive a reload and can be linked to.
 * Only for choices and ids: an address stays in histories, so nobody's name belongs there.
 * `names` has to be stable: a constant outside the component.
 */
export function useUrlFilters<K extends string>(names: readonly K[]) {
  const params = useSearchParams()
  const pathname = usePathname()
  const filters = useMemo(() => {
    const given = names.flatMap((name) => {
      const value = params.get(name)
      return value ? [[name, value] as const] : []
    })
    return Object.fromEntries(given) as Partial<Record<K, string>>
  }, [names, params])

  const setFilters = useCallback(
    (changes: Partial<Record<K, string | undefined>>) => {
      const next = new URLSearchParams(params)
      for (const [name, value] of Object.entries<string | undefined>(changes)) {
        if (value) next.set(name, value)
        else next.delete(name)
      }
      const query = next.toString()
      window.history.replaceState(null, '', query ? `${pathname}?${query}` : pathname)
    },
    [params, pathname],
  )
  return [filters, setFilters] as const
}
