import type { Channel } from '../models/Message.ts'

export interface Outgoing {
  /** The message's id: whoever gets the same one twice knows it for the same message. */
  id: string
  to: string
  subject: string
  body: string
  /** Full address of the page to open. */
  url: string | null
  /** When the message came up, and the how manieth try this is, from 1. */
  createdAt: Temporal.Instant
  attempt: number
}

export interface Carrier {
  /** Takes a message out of the house; resolves when the other side has accepted it. @throws CarrierError */
  (message: Outgoing): Promise<void>
  /** Ends connections that wait for further messages; the next message opens new ones. */
  close?(): void
}

/** A channel without a carrier keeps its messages in the outbox. */
export type Carriers = Record<Exclude<Channel, 'in-app'>, Carrier | null>

/** Why a message could not be handed over; the reason names no person and quotes no server. */
export class CarrierError extends Error {
  readonly permanent: boolean

  /** @param permanent whether trying the same again is pointless */
  constructor(reason: string, permanent = false) {
    super(reason)
    this.name = 'CarrierError'
    this.permanent = permanent
  }
}
