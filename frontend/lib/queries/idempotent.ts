import { useMutation, type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { ApiProblem } from '../api.ts'

interface Attempt {
  key: string
  values: string
}

/** Whether the answer settles the attempt, so that the next one is a new deed. */
function isSettled(error: unknown): boolean {
  return (
    error instanceof ApiProblem && error.status >= 400 && error.status < 500 && error.code !== 'idempotency-in-progress'
  )
}

/**
 * A mutation whose `Idempotency-Key` belongs to one mounted form and one set of values: pressing
 * again after a lost answer repeats the same deed, changed values or a settled one begin another.
 */
export function useIdempotentMutation<V, R>(
  send: (values: V, idempotencyKey: string) => Promise<R>,
  done: (client: QueryClient, reply: R, values: V) => unknown,
) {
  const client = useQueryClient()
  const attempt = useRef<Attempt | null>(null)
  return useMutation({
    mutationFn: async (values: V) => {
      const written = JSON.stringify(values)
      if (attempt.current?.values !== written) attempt.current = { key: crypto.randomUUID(), values: written }
      return send(values, attempt.current.key)
    },
    onSuccess: (reply, values) => {
      attempt.current = null
      return done(client, reply, values)
    },
    onError: (error) => {
      if (isSettled(error)) attempt.current = null
    },
  })
}
