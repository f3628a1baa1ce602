import type { VisitType } from '@hms/contract/visitTypes'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { visitTypeQueries } from '@/lib/queries/visitTypes'

/** The kinds of visit that can be booked now. */
export function useVisitTypes(): { offered: VisitType[] } {
  const { data } = useQuery(visitTypeQueries.list())
  return { offered: data?.filter((type) => type.active) ?? [] }
}

/** The present moment in milliseconds since 1970, renewed each half minute: what is possible changes with it. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
