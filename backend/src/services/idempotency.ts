import { createHash } from 'node:crypto'
import type { WriteTx } from '../config/database.ts'
import { keys } from '../config/runtime.ts'
import * as IdempotencyKey from '../models/IdempotencyKey.ts'
import type { Context } from '../utils/context.ts'
import { Problem } from '../utils/problem.ts'

/** Stable over the order of keys, so that the same request has the same hash however a client writes it. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, canonical(v)]),
  )
}

function hashRequest(operation: string, request: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([operation, canonical(request)]))
    .digest()
}

const sealContext = (tx: WriteTx, key: string) => IdempotencyKey.storedReplyContext(tx.actor.userId, key)

/**
 * The reply that was given before, if the key was used for this very request.
 * @throws Problem `idempotency-mismatch`, `reply-erased`
 */
async function replay<T>(tx: WriteTx, key: string, requestHash: Buffer): Promise<T | null> {
  const stored = await IdempotencyKey.find(tx, key)
  if (!stored) return null
  // First, as the hash went with the reply.
  if (!stored.response) throw new Problem('reply-erased')
  if (!stored.requestHash.equals(requestHash)) throw new Problem('idempotency-mismatch')
  return JSON.parse(keys.openText(stored.response, sealContext(tx, key))) as T
}

function keepResponse(tx: WriteTx, key: string, response: unknown): void {
  IdempotencyKey.keepResponse(tx, key, keys.sealText(JSON.stringify(response), sealContext(tx, key)))
}

/**
 * Does `work` once for each `Idempotency-Key`, in the transaction of the work: whoever repeats the request, at the same
 * time or later, gets the first reply again. `work` has to answer with plain JSON values, and to have left its audit rows
 * by then: whom they name, the reply is about, and goes with.
 *
 * @param prepare what `work` has to read first: it is asked for together with the key
 * @throws Problem `idempotency-mismatch` when the key stands for a different request; `reply-erased` when it was done, and
 * its reply was about a patient who has been erased since.
 */
export async function once<T, P = undefined>(
  tx: WriteTx,
  ctx: Context,
  operation: string,
  request: unknown,
  work: (prepared: P) => Promise<T>,
  prepare: () => Promise<P> = async () => undefined as P,
): Promise<T> {
  const key = ctx.idempotencyKey
  if (key === null) return work(await prepare())
  const requestHash = hashRequest(operation, request)
  const [claimed, prepared] = await Promise.all([IdempotencyKey.claim(tx, key, operation, requestHash), prepare()])
  if (!claimed) {
    const reply = await replay<T>(tx, key, requestHash)
    if (reply !== null) {
      tx.withoutAudit('the deed was recorded when it was done')
      return reply
    }
  }
  const reply = await work(prepared)
  keepResponse(tx, key, reply)
  return reply
}
