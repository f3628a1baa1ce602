import { fileURLToPath } from 'node:url'
import { problems } from '@hms/contract/problems'

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
/** Names of kinds, codes of Node, PostgreSQL and Prisma, our own problems: closed sets, by their shape. Else it is a text. */
const kind = /^[A-Za-z]{1,40}$/
const code = /^[A-Z0-9_]{1,40}$/
const constraintName = /^[a-z][a-z0-9_]{0,62}$/

const plain = (value: unknown, shape: RegExp): string | undefined =>
  typeof value === 'string' && shape.test(value) ? value : undefined

const isProblem = (value: unknown): value is string => typeof value === 'string' && Object.hasOwn(problems, value)

const codeOf = (value: unknown): string | number | undefined =>
  typeof value === 'number' || isProblem(value) ? value : plain(value, code)

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
  const given = error as { code?: unknown; constraint?: unknown; cause?: unknown }
  const shape: ErrorShape = {
    name: plain(error.name, kind) ?? 'Error',
    code: codeOf(given.code),
    constraint: plain(given.constraint, constraintName),
    at: framesOf(error),
  }
  if (given.cause instanceof Error) {
    const { name, code: causeCode } = given.cause as { name: string; code?: unknown }
    shape.cause = { name: plain(name, kind) ?? 'Error', code: codeOf(causeCode) }
  }
  return shape
}
