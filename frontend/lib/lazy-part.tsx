import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'

/**
 * A part of a page whose code comes in a chunk of its own: the frame and the heading do not wait for it. The chunk is
 * asked for as soon as the page's own code runs, at the same time as the data that the part shows, unless `early` says
 * otherwise; `placeholder` keeps its room until both are there. Where the code is there before the part is shown, there
 * is no placeholder: React would keep it for 300 ms.
 */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  { placeholder, early = true }: { placeholder: ReactNode; early?: boolean },
): ComponentType<P> {
  let started: Promise<{ default: ComponentType<P> }> | undefined
  let loaded: ComponentType<P> | undefined
  const once = () => (started ??= load().then((component) => ({ default: (loaded = component) })))
  const Part = lazy(once)
  // What fails here fails again where it is shown, and is told there.
  if (early && typeof window !== 'undefined') once().catch(() => (started = undefined))
  return function LazyPart(props: P) {
    // For as long as it is shown: the other way of drawing it would begin anew.
    const [Shown] = useState(() => loaded ?? Part)
    return (
      <Suspense
        fallback={
          <div aria-busy className="contents">
            {placeholder}
          </div>
        }
      >
        <Shown {...props} />
      </Suspense>
    )
  }
}
