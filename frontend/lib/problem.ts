import type { ProblemBody } from '@hms/contract/common'
import type { ProblemCode } from '@hms/contract/problems'

export interface FieldProblem {
  /** JSON Pointer (RFC 6901) into the body: `/address/city`. */
  pointer: string
  detail: string
}

/** What the API answered instead of success: RFC 9457, or `offline` when no answer came. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly code: ProblemCode | 'offline'
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly instance: string | undefined
  readonly requestId: string | undefined
  readonly errors: readonly FieldProblem[]
  /** Seconds to wait before another try, as the API asked. */
  readonly retryAfter: number | undefined
  /** What completes a sign-in whose password was right. */
  readonly challenge: string | undefined
  readonly factors: NonNullable<ProblemBody['factors']>
  /** Set by who has shown it to the reader; what nobody showed becomes a toast. */
  shown = false

  constructor(body: Partial<ProblemBody> & { status: number; code: string }, retryAfter?: number) {
    super(body.title ?? body.code)
    this.code = body.code as ProblemCode | 'offline'
    this.status = body.status
    this.title = body.title ?? body.code
    this.detail = body.detail
    this.instance = body.instance
    this.requestId = body.requestId
    this.errors = body.errors ?? []
    this.retryAfter = retryAfter
    this.challenge = body.challenge
    this.factors = body.factors ?? []
  }

  static offline(cause: unknown): ApiProblem {
    const problem = new ApiProblem({ status: 0, code: 'offline', title: 'No connection' })
    problem.cause = cause
    return problem
  }

  /** Reads a refusal; bodies that are no problem (a proxy's page) become one of the same status. */
  static async from(response: Response): Promise<ApiProblem> {
    const seconds = Number(response.headers.get('retry-after'))
    const retryAfter = Number.isFinite(seconds) && seconds > 0 ? seconds : undefined
    const isJson = response.headers.get('content-type')?.includes('json')
    const body = isJson ? ((await response.json().catch(() => null)) as Partial<ProblemBody> | null) : null
    const code = body?.code ?? body?.type?.split('/').at(-1) ?? (response.status >= 502 ? 'unavailable' : 'internal')
    return new ApiProblem({ ...body, code, status: response.status }, retryAfter)
  }
}

export function isProblem(error: unknown, ...codes: (ProblemCode | 'offline')[]): error is ApiProblem {
  return error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code))
}
