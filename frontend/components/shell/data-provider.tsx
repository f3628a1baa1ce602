'use client'

import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ApiProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { toast } from '@/lib/toast'

/** What the API refused stays refused; a lost connection or a restart deserves two more tries. */
export function shouldRetry(failures: number, error: unknown): boolean {
  const isRefusal = error instanceof ApiProblem && error.status >= 400 && error.status < 500
  return !isRefusal && failures < 2
}

function makeQueryClient(tell: (error: unknown) => void): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: shouldRetry, staleTime: 15_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
    mutationCache: new MutationCache({
      // Forms and dialogs mark what they show; they hear of it just after this does.
      onError: (error) => void setTimeout(() => (error as Partial<ApiProblem>).shown || tell(error), 0),
    }),
  })
}

/** The memory of what the API said. It lives and ends with the signed-in frame, and so with one person's session. */
export function DataProvider({ children }: { children: ReactNode }) {
  const text = useProblemText()
  const [client] = useState(() => makeQueryClient((error) => toast.error(text(error))))
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}
