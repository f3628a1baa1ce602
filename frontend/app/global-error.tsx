'use client'

import './globals.css'
import { useEffect } from 'react'
import { CrashNote } from '@/components/shell/crash-note'
import { reportFault } from '@/lib/faults/report'
import texts from '@/messages/en/crash.json'

/** Stands in when the root layout itself fails, so it can rely on none of its providers. */
export default function GlobalError({ error, reset }: { error: Error; reset: () => void }) {
  useEffect(() => reportFault(error, 'render'), [error])
  return (
    <html lang="en">
      <body>
        <main className="grid min-h-dvh place-content-center">
          <CrashNote title={texts.title} description={texts.description} retry={texts.retry} onRetry={reset} />
        </main>
      </body>
    </html>
  )
}
