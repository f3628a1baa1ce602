import type { Buffer } from 'node:buffer'

/** What no request of the contract comes near, and no parser should be asked to build. */
export const MOST_DEPTH = 32
export const MOST_VALUES = 10_000

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const openers = new Set([0x5b, 0x7b])
const closers = new Set([0x5d, 0x7d])

/** The place of the quote that ends the text which begins before `from`; the end when none does. */
function endOfText(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++
    else if (bytes[at] === QUOTE) return at
  }
  return bytes.length
}

/**
 * Whether a JSON text in UTF-8 is nested deeper, or holds more values, than anything we take. Looks at the bytes once and
 * builds nothing; whether it is JSON at all is for the parser to say.
 */
export function isOvergrown(bytes: Buffer): boolean {
  let depth = 0
  let values = 1
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) at = endOfText(bytes, at + 1)
    else if (openers.has(byte)) depth++
    else if (closers.has(byte)) depth--
    else if (byte === COMMA) values++
    if (depth > MOST_DEPTH || values > MOST_VALUES) return true
  }
  return false
}
