declare global {
  interface Window {
    hmsEarly?: Record<string, Promise<Response | undefined>>
  }
}

/** Milliseconds after the document's begin; by then a page has asked for all that it shows first. */
const EARLY = 15_000

/**
 * The answer to a question that the head of the document asked before our scripts were there. Each answers once, and
 * soon: later the same question wants news. Null where there is none, or a refusal, which is to be met the usual way.
 */
export async function takeEarly(url: string): Promise<Response | null> {
  const asked = typeof window === 'undefined' ? undefined : window.hmsEarly?.[url]
  if (!asked) return null
  delete window.hmsEarly?.[url]
  if (performance.now() > EARLY) return null
  const response = await asked
  return response?.ok ? response : null
}
