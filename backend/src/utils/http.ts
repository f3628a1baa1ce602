import type { BodyOf, EndpointSpec, ParamsOf, QueryOf, ReplyOf } from '@hms/contract/endpoint'
import type { ProblemCode } from '@hms/contract/problems'
import type { Request, Response } from 'express'
import type { AppIdentity, Context, UserIdentity } from './context.ts'

/** What `middleware/` has found out about a request before it reaches its endpoint. */
export interface RequestState {
  requestId: string
  arrivedAt: Temporal.Instant
  clientAddress: string | null
  /** Null when nobody is signed in, or the token is no longer good. */
  identity: UserIdentity | null
  /** Whether a token came along, good or not. */
  presentedToken: boolean
  /** What the request was refused with; null as long as it was not. */
  problem: ProblemCode | null
  /** Whether a browser that opens the address as a page is led on, also to the page that tells what went wrong. */
  leadsOn: boolean
}

declare module 'express-serve-static-core' {
  interface Request {
    hms: RequestState
  }
}

export interface Input<E extends EndpointSpec> {
  params: ParamsOf<E>
  query: QueryOf<E>
  body: BodyOf<E>
}

/** The raw exchange, for the few endpoints that set cookies or stream. */
export interface Exchange {
  req: Request
  res: Response
}

/** The identity that a handler of an endpoint can count on. */
export type IdentityFor<E extends EndpointSpec> = E['permission'] extends 'public' ? AppIdentity : UserIdentity

/** A controller's function: wire in, wire out, no decisions. */
export type Handler<E extends EndpointSpec> = (
  ctx: Context<IdentityFor<E>>,
  input: Input<E>,
  exchange: Exchange,
) => Promise<ReplyOf<E>>
