'use client'

import { type CSSProperties, useEffect, useRef } from 'react'
import { Toaster as Sonner, type ToasterProps } from 'sonner'
import { useTheme } from '@/lib/theme'
import { toasterIsPresent } from '@/lib/toast'

const VISIBLE = 3
/** Pixels: what is seen of a note behind another, and the room above and below them all. */
const PEEK = 14
const EDGES = 24

/** How much of the window's lower edge the notes take. Sonner tells the height of the one in front. */
function roomOf(place: HTMLElement): number {
  const list = place.querySelector<HTMLElement>('[data-sonner-toaster]')
  if (!list) return 0
  const front = Number.parseFloat(list.style.getPropertyValue('--front-toast-height')) || 0
  return front + (Math.min(list.childElementCount, VISIBLE) - 1) * PEEK + EDGES
}

/** Tells it to the dialogs (`--toasts` in app/globals.css), which keep their buttons out of the way. */
function keepRoom(place: HTMLElement): () => void {
  const observer = new MutationObserver(() =>
    document.documentElement.style.setProperty('--toasts', `${roomOf(place)}px`),
  )
  observer.observe(place, { childList: true, subtree: true, attributes: true, attributeFilter: ['style'] })
  return () => observer.disconnect()
}

const edge = { bottom: 'var(--toast-edge)' }

export function Toaster(props: ToasterProps) {
  const theme = useTheme()
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    const stop = keepRoom(place.current!)
    toasterIsPresent()
    return stop
  }, [])
  return (
    <Sonner
      ref={place}
      theme={theme}
      position="bottom-right"
      closeButton
      visibleToasts={VISIBLE}
      offset={edge}
      mobileOffset={edge}
      style={
        {
          '--normal-bg': 'var(--popover)',
          '--normal-text': 'var(--popover-foreground)',
          '--normal-border': 'var(--border)',
          '--border-radius': 'var(--radius)',
          fontFamily: 'inherit',
        } as CSSProperties
      }
      {...props}
    />
  )
}
