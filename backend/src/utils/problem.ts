import { problems, type ProblemCode } from '@hms/contract/problems'

export interface FieldError {
  /** JSON pointer into the body; `/query/…` and `/params/…` for the other parts of a request. */
  pointer: string
  detail: string
}

/** What completes a sign-in whose password was right. */
export interface SignInChallenge {
  challenge: string
  factors: ('totp' | 'passkey' | 'recovery-code')[]
  /** Seconds. */
  expiresIn: number
}

/** An expected way for a request to fail, from the closed catalogue; `middleware/error.ts` writes it as RFC 9457. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly detail: string | undefined
  readonly errors: FieldError[] | undefined
  readonly retryAfterSeconds: number | undefined
  readonly challenge: SignInChallenge | undefined
  readonly shownOn: string | undefined

  /** `cause` is for the log alone, which gets its code. `shownOn` is the page that tells it to a browser that opens an address as a page. */
  constructor(
    code: ProblemCode,
    options: {
      detail?: string
      errors?: FieldError[]
      retryAfterSeconds?: number
      challenge?: SignInChallenge
      shownOn?: string | undefined
      cause?: unknown
    } = {},
  ) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    // Where a challenge is handed out nobody is signed in yet.
    this.status = options.challenge ? 401 : problems[code].status
    this.detail = options.detail
    this.errors = options.errors
    this.retryAfterSeconds = options.retryAfterSeconds
    this.challenge = options.challenge
    this.shownOn = options.shownOn
  }
}

/** `not-found`, said of what does not exist and of what may not be seen alike. */
export function notFound(): Problem {
  return new Problem('not-found')
}

/** Refuses one field, as validation does. */
export function invalidField(pointer: string, detail: string): Problem {
  return new Problem('invalid', { errors: [{ pointer, detail }] })
}

/** The row, or the same 404 whether it is missing or hidden. */
export function found<T>(row: T | null | undefined): T {
  if (row === null || row === undefined) throw notFound()
  return row
}
