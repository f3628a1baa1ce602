import type { RequestHandler } from 'express'
import { clientNetwork } from '../utils/clientNetwork.ts'
import { Problem } from '../utils/problem.ts'
import { TokenBuckets } from '../utils/tokenBuckets.ts'

/**
 * More than any person causes, from one who is signed in, or from one network as long as nobody is. Counted in this
 * process, before the body is read or the database asked.
 * @param perMinute 0 for no limit
 */
export function refuseFloods(perMinute: number): RequestHandler {
  const buckets = new TokenBuckets(perMinute)
  return (req, _res, next) => {
    const { identity, clientAddress } = req.hms
    const wait = buckets.take(identity ? `person ${identity.userId}` : `network ${clientNetwork(clientAddress)}`)
    if (wait > 0) throw new Problem('too-many-requests', { retryAfterSeconds: wait })
    next()
  }
}
