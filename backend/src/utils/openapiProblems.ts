import type { EndpointSpec } from '@hms/contract/endpoint'
import { problems, type ProblemCode, statusOf } from '@hms/contract/problems'

type Responses = Record<string, unknown>

/** Every code that an operation can answer with: its own, and those that come with its kind. */
export function problemsOf(spec: EndpointSpec): ProblemCode[] {
  const codes = new Set<ProblemCode>(['bad-request', 'too-many-requests', 'internal', 'unavailable'])
  const add = (...more: readonly ProblemCode[]) => more.forEach((code) => codes.add(code))
  if (spec.permission !== 'public') add('not-signed-in', 'session-ended', 'session-locked', 'not-permitted')
  if (spec.permission !== 'public' && !spec.beforeSecondFactor) add('mfa-required')
  if (spec.stepUp) add('step-up-required')
  if (spec.method !== 'get') add('cross-site')
  if (spec.params) add('not-found')
  if (spec.body) add('too-large', 'unsupported-media-type')
  if (spec.params || spec.query || spec.body) add('invalid')
  if (spec.idempotent) add('idempotency-in-progress', 'idempotency-mismatch', 'reply-erased')
  add(...(spec.problems ?? []))
  return (Object.keys(problems) as ProblemCode[]).filter((code) => codes.has(code))
}

/** One response per status, with an example for each code that it can carry. */
export function problemResponses(spec: EndpointSpec): Responses {
  const byStatus = new Map<number, ProblemCode[]>()
  for (const code of problemsOf(spec)) {
    const status = statusOf(code, spec)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries([...byStatus].map(([status, group]) => [String(status), problemResponse(group)]))
}

function problemResponse(codes: ProblemCode[]) {
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  }
}

/** Example bodies by code, to be referred to. */
export function problemExamples(codes: Iterable<ProblemCode>) {
  return Object.fromEntries([...new Set(codes)].sort().map((code) => [code, example(code)]))
}

function example(code: ProblemCode) {
  const { status, title } = problems[code]
  const value = { type: `/problems/${code}`, code, title, status }
  const errors = [{ pointer: '/dateOfBirth', detail: 'In the future' }]
  return { summary: title, value: code === 'invalid' ? { ...value, errors } : value }
}
