import { type RefCallback, startTransition, useCallback, useState } from 'react'

/** Some browsers have no idle time to give; they get a moment after what is being drawn. */
function whenIdle(deed: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(deed, 200)
    return () => clearTimeout(timer)
  }
  const handle = requestIdleCallback(deed, { timeout: 2000 })
  return () => cancelIdleCallback(handle)
}

/** The time between two frames counts as idle: what begins there holds up the second, with which the first is shown. */
function afterPaint(deed: () => void): () => void {
  let handle = requestAnimationFrame(() => (handle = requestAnimationFrame(deed)))
  return () => cancelAnimationFrame(handle)
}

/**
 * Whether an element has come into sight, once the browser has nothing better to do; from then on it stays so. For what
 * is too heavy to be drawn with the page: the ref belongs on an element that keeps its room.
 */
export function useSeen(): [ref: RefCallback<Element>, isSeen: boolean] {
  const [isSeen, setSeen] = useState(false)
  const ref = useCallback((element: Element | null) => {
    if (!element) return
    let forget = () => {}
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return
      observer.disconnect()
      forget = afterPaint(() => (forget = whenIdle(() => startTransition(() => setSeen(true)))))
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
      forget()
    }
  }, [])
  return [ref, isSeen]
}
