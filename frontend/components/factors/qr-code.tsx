'use client'

import { use } from 'react'

const drawings = new Map<string, Promise<{ size: number; path: string }>>()

/** Drawn on this device: the secret goes to nobody. */
async function draw(text: string) {
  const { create } = await import('qrcode')
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const dark = Array.from({ length: modules.size }, (_, y) =>
    Array.from({ length: modules.size }, (_none, x) => (modules.get(y, x) ? `M${x} ${y}h1v1h-1z` : '')).join(''),
  )
  return { size: modules.size, path: dark.join('') }
}

function drawing(text: string) {
  const known = drawings.get(text) ?? draw(text)
  drawings.clear()
  drawings.set(text, known)
  return known
}

const MARGIN = 4

/** A QR code, dark on light in either theme, as cameras want it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = use(drawing(text))
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-MARGIN} ${-MARGIN} ${size + 2 * MARGIN} ${size + 2 * MARGIN}`}
      className="size-48 rounded-lg border bg-white text-black"
      shapeRendering="crispEdges"
    >
      <path d={path} fill="currentColor" />
    </svg>
  )
}
