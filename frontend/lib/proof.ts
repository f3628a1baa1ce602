/** Asks the reader to show once more who is asking; answers whether it was shown. */
export type AskForProof = () => Promise<boolean>

let ask: AskForProof | undefined
let asking: Promise<boolean> | undefined

/** The frame says how to ask. Returns how to stop. */
export function onProofNeeded(how: AskForProof): () => void {
  ask = how
  return () => {
    if (ask === how) ask = undefined
  }
}

/** Asks once for all requests that wait for it. */
export function proofShown(): Promise<boolean> {
  asking ??= (ask?.() ?? Promise.resolve(false)).finally(() => (asking = undefined))
  return asking
}

const channel = () => new BroadcastChannel('hms-proof')

/** Tells the other tabs of this browser that a proof was shown in this one. */
export function tellProof(): void {
  const other = channel()
  other.postMessage('shown')
  other.close()
}

/** Calls `listener` when a proof was shown in another tab. Returns how to stop. */
export function onProofElsewhere(listener: () => void): () => void {
  const other = channel()
  other.onmessage = () => listener()
  return () => other.close()
}
