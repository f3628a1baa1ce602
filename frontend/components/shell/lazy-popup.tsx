'use client'

import { type ComponentProps, type ComponentType, type ReactNode, Suspense, lazy, useState } from 'react'

interface LazyPopupProps extends ComponentProps<'button'> {
  /** Draws the real trigger and its popup, opened. Made once, with `lazyPopup`. */
  popup: ReturnType<typeof lazyPopup>
  hasPopup: 'menu' | 'dialog'
  children: ReactNode
}

interface PopupProps {
  trigger: ReactNode
}

/** A popup whose code is fetched when somebody reaches for its button. */
export function lazyPopup(load: () => Promise<ComponentType<PopupProps>>) {
  let started: Promise<{ default: ComponentType<PopupProps> }> | undefined
  const once = () => (started ??= load().then((component) => ({ default: component })))
  return { Component: lazy(once), preload: () => void once() }
}

/** The button of a lazy popup: a plain one until it is pressed, then the one that the popup manages. */
export function LazyPopup({ popup, hasPopup, children, ...props }: LazyPopupProps) {
  const [wanted, setWanted] = useState(false)
  const button = (
    <button type="button" aria-haspopup={hasPopup} {...props}>
      {children}
    </button>
  )
  if (wanted) {
    return (
      <Suspense fallback={button}>
        <popup.Component trigger={button} />
      </Suspense>
    )
  }
  return (
    <button
      type="button"
      aria-haspopup={hasPopup}
      aria-expanded={false}
      onPointerEnter={popup.preload}
      onFocus={popup.preload}
      onClick={() => setWanted(true)}
      {...props}
    >
      {children}
    </button>
  )
}
