declare global {
  interface Window {
    /** Kept by a script in the head of the document until the first form is alive. */
    hmsTyped?: { values: Map<HTMLElement, string>; sent: EventTarget | null; end?: () => void }
  }
}

export interface TypedEarly {
  /** By the names of fields. */
  values: [name: string, value: string][]
  wasSent: boolean
}

/** What was typed into a form, and whether it was sent, before it was alive: then React would empty it. Answers once. */
export function takeTypedEarly(form: HTMLFormElement): TypedEarly {
  const kept = window.hmsTyped
  if (!kept) return { values: [], wasSent: false }
  delete window.hmsTyped
  kept.end?.()
  const values = [...kept.values]
    .filter(([field]) => form.contains(field))
    .map(([field, value]): [string, string] => [field.getAttribute('name') ?? '', value])
    .filter(([name]) => name !== '')
  return { values, wasSent: kept.sent === form }
}
