import { fileURLToPath } from 'node:url'

/** What may be said of an error. Nothing here comes from its message, which can hold patients' data. */
export interface ErrorShape {
  name: string
  code?: string | number
  constraint?: string
  at?: string[]
  cause?: { name: string; code?: string | number }
}

const FRAMES = 8
const root = fileURLToPath(new URL('../../../', import.meta.url))
const word = /^[\w.$-]{1,60}$/

/** Codes and names are words; anything else could be somebody's text. */
const plain = (value: unknown): string | undefined =>
  typeof value === 'string' && word.test(value) ? value : undefined

const codeOf = (value: unknown): string | number | undefined => (typeof value === 'number' ? value : plain(value))

/**
 * The stack without the message in front of it. A message can have lines that look like frames: where it is not found as
 * it was when the stack was taken, there are no frames at all.
 */
function framesOf({ stack = '', message }: Error): string[] {
  const begin = message === '' ? 0 : stack.indexOf(message)
  if (begin < 0) return []
  return stack
    .slice(begin + message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES)
    .map((line) => line.trim().replaceAll(`file://${root}`, '').replaceAll(root, ''))
}

/** Its kind, its code, and where in our own code it came up. */
export function describeError(error: unknown): ErrorShape {
  if (!(error instanceof Error)) return { name: typeof error }
  const { code, constraint, cause } = error as { code?: unknown; constraint?: unknown; cause?: unknown }
  const shape: ErrorShape = {
    name: plain(error.name) ?? 'Error',
    code: codeOf(code),
    constraint: plain(constraint),
    at: framesOf(error),
  }
  if (cause instanceof Error) {
    shape.cause = { name: plain(cause.name) ?? 'Error', code: codeOf((cause as { code?: unknown }).code) }
  }
  return shape
}
