'use client'

import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { ThemeProvider } from 'next-themes'
import { type ReactNode, useEffect, useState } from 'react'
import dynamic from 'next/dynamic'
import { ApiProblem } from '@/lib/problem'
import { useProblemText } from '@/lib/problem-text'
import { toast } from '@/lib/toast'
import { onSessionEnded, onSignedOutElsewhere, type SessionEnd } from '@/lib/session'
import { isPublicPath } from './navigation'

const Toaster = dynamic(() => import('@/components/ui/sonner').then((module) => module.Toaster), { ssr: false })

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

/** A full load, so that nothing of the last person's data stays in memory. */
function leave(why: SessionEnd) {
  const { pathname, search } = window.location
  if (isPublicPath(pathname)) return
  const next = why === 'expired' ? `?next=${encodeURIComponent(pathname + search)}` : ''
  window.location.assign(`/sign-in${next}`)
}

export function Providers({ children }: { children: ReactNode }) {
  const text = useProblemText()
  const [client] = useState(() => makeQueryClient((error) => toast.error(text(error))))
  useEffect(() => {
    const stops = [onSessionEnded(leave), onSignedOutElsewhere(() => leave('signed-out'))]
    return () => stops.forEach((stop) => stop())
  }, [])
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      storageKey="hms.theme"
    >
      <QueryClientProvider client={client}>
        {children}
        <Toaster />
      </QueryClientProvider>
    </ThemeProvider>
  )
}
