'use client'

import './globals.css'
import { useEffect } from 'react'
import { reportFault } from '@/lib/faults/report'
import texts from '@/messages/en/common.json'

/** Stands in when the root layout itself fails, so it can rely on none of its providers. */
export default function GlobalError({ error, reset }: { error: Error; reset: () => void }) {
  useEffect(() => reportFault(error, 'render'), [error])
  return (
    <html lang="en">
      <body>
        <main className="grid min-h-dvh place-content-center justify-items-center gap-4 px-6 text-center">
          <h1 className="text-xl font-semibold">{texts.crash.title}</h1>
          <p className="max-w-sm text-muted-foreground">{texts.crash.description}</p>
          <button
            type="button"
            onClick={reset}
            className="h-9 rounded-md bg-primary px-4 text-sm font-medium text-primary-foreground"
          >
            {texts.retry}
          </button>
        </main>
      </body>
    </html>
  )
}
