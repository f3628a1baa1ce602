import type { Page } from '@playwright/test'

/** What went wrong in the pages that a test has opened. */
export interface Watch {
  /** Scripts that wanted to run, and what else the policy has stopped. */
  violations: string[]
  /** Scripts that did run: each of the payloads calls `alert`. */
  dialogs: string[]
  /** What broke in our own scripts. */
  errors: string[]
}

interface Reported {
  reported: (what: string) => void
}

/** Listens, from before the first script of every page on, for what the policy stops, for dialogs and for errors. */
export async function watch(page: Page): Promise<Watch> {
  const seen: Watch = { violations: [], dialogs: [], errors: [] }
  await page.exposeFunction('reported', (what: string) => void seen.violations.push(what))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { effectiveDirective, blockedURI, sample, documentURI } = event
      ;(window as unknown as Reported).reported(
        `${new URL(documentURI).pathname}: ${effectiveDirective} ${blockedURI} ${sample}`,
      )
    })
  })
  page.on('pageerror', (error) => void seen.errors.push(String(error)))
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  return seen
}

/** The sources of one directive of a policy. */
export function sourcesOf(policy: string | undefined, directive: string): string[] {
  const found = (policy ?? '').split('; ').find((each) => each.startsWith(`${directive} `))
  return found?.split(' ').slice(1) ?? []
}
