import { db, type WriteTx } from '../../config/database.ts'
import * as Delivery from '../../models/Delivery.ts'
import type { Context } from '../../utils/context.ts'
import { observed } from '../../utils/observer.ts'
import { toInstant } from '../../utils/time.ts'
import { audit } from '../auditService.ts'
import { CarrierError, type Carriers } from '../carrier.ts'
import { isPermitted } from '../consentService/permitted.ts'
import { type MessageKind, textOf } from './texts.ts'
import { maskedPhone, urlOf } from './wire.ts'

type Carried = Delivery.Delivery & { channel: 'email' | 'sms' }

/**
 * Sends a message that waits; does nothing for one that does not. No transaction is open while the carrier works. After a
 * crash between the carrier's yes and our note of it the message is sent again, under the same id.
 *
 * @param lastTry whether a failure is final
 * @throws CarrierError to be tried again
 */
export async function send(ctx: Context, id: string, carriers: Carriers, lastTry: boolean): Promise<void> {
  const message = await takeUp(ctx, id, carriers)
  if (!message?.address) return
  const carrier = carriers[message.channel]
  try {
    await carrier?.({
      id,
      to: message.address,
      subject: message.subject,
      body: message.body,
      url: urlOf(message),
      createdAt: toInstant(message.createdAt),
      attempt: message.attempts,
    })
  } catch (error) {
    const { message: reason, permanent } =
      error instanceof CarrierError ? error : new CarrierError('The message could not be handed over')
    const final = permanent || lastTry
    await note(ctx, (tx) => Delivery.markUnsent(tx, id, final ? 'failed' : 'queued', reason))
    observed.onMessage({ channel: message.channel, outcome: final ? 'failed' : 'put-off' })
    if (final) return
    throw new CarrierError(reason)
  }
  await note(ctx, (tx) => Delivery.markSent(tx, id, recordedAddress(message)))
  observed.onMessage({ channel: message.channel, outcome: 'sent' })
}

const reasons = {
  outbox: null,
  failed: 'There is no address to send it to',
  withheld: 'The patient does not want it in this way',
} as const

/** Why a message is not sent at all; asked at the last moment, so that what a patient has withdrawn holds at once. */
async function settledUnsent(
  tx: WriteTx,
  { kind, channel, patientId, address }: Delivery.Delivery,
  carriers: Carriers,
): Promise<keyof typeof reasons | null> {
  const purpose = textOf(kind as MessageKind)?.consent?.[channel]
  if (purpose && patientId && !(await isPermitted(tx, patientId, purpose))) return 'withheld'
  if (!carriers[channel as 'email' | 'sms']) return 'outbox'
  return address ? null : 'failed'
}

/** Opens the address and counts the try, or settles what cannot be sent; null when there is nothing to do. */
function takeUp(ctx: Context, id: string, carriers: Carriers): Promise<Carried | null> {
  return db.write(ctx.identity, async (tx) => {
    const message = await Delivery.find(tx, id)
    if (!message || message.status !== 'queued' || message.channel === 'in-app') {
      tx.withoutAudit('there is nothing to send')
      return null
    }
    const settled = await settledUnsent(tx, message, carriers)
    if (settled) {
      await Delivery.markUnsent(tx, id, settled, reasons[settled])
    } else if (!(await Delivery.beginTry(tx, id))) {
      tx.withoutAudit('somebody else has settled it')
      return null
    }
    await audit(tx, ctx, {
      action: 'E',
      operation: 'message.send',
      resourceType: 'Communication',
      resource: { id },
      patientIds: message.patientId ? [message.patientId] : [],
    })
    return settled ? null : ({ ...message, attempts: message.attempts + 1 } as Carried)
  })
}

function note(ctx: Context, work: (tx: WriteTx) => Promise<unknown>): Promise<unknown> {
  return db.write(ctx.identity, (tx) => {
    tx.withoutAudit('the try was recorded when the address was opened')
    return work(tx)
  })
}

/** A patient's own address stays sealed in the record; an account's is no secret here. */
function recordedAddress(message: Carried): string | null {
  if (message.channel === 'sms') return maskedPhone(message.address)
  return message.patientId ? null : message.address
}
