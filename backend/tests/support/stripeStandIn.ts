import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** As much of Stripe as the hospital talks to: Checkout sessions over HTTP, idempotency keys, signed events. */
interface Session {
  id: string
  object: 'checkout.session'
  url: string | null
  status: 'open' | 'complete' | 'expired'
  payment_status: 'unpaid' | 'paid'
  amount_total: number
  currency: string
  client_reference_id: string | null
  metadata: Record<string, string>
  expires_at: number
}

interface SeenRequest {
  method: string
  path: string
  idempotencyKey: string | undefined
  authorization: string | undefined
  form: URLSearchParams
}

const KEY = 'sk_test_stand_in'
const WEBHOOK_SECRET = 'whsec_stand_in'

/** How the stand-in fails: `refuse` answers 400; `lose` makes the session and then drops the connection. */
type Mood = 'well' | 'refuse' | 'lose'

export class StripeStandIn {
  readonly sessions = new Map<string, Session>()
  readonly requests: SeenRequest[] = []
  readonly secretKey = KEY
  readonly webhookSecret = WEBHOOK_SECRET
  mood: Mood = 'well'
  readonly #byKey = new Map<string, Session>()
  readonly #server = createServer((req, res) => void this.#answer(req, res))

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** The session that was made for a payment. */
  sessionOf(paymentId: string): Session {
    const session = [...this.sessions.values()].find(({ metadata }) => metadata.paymentId === paymentId)
    if (!session) throw new Error('no such session')
    return session
  }

  /** An event as Stripe would send it now: its bytes and their signature. */
  event(type: string, session: object, secret = WEBHOOK_SECRET, sentAt = Date.now()) {
    const payload = JSON.stringify({
      id: `evt_${randomUUID()}`,
      object: 'event',
      type,
      created: Math.floor(sentAt / 1000),
      data: { object: session },
    })
    // https://docs.stripe.com/webhooks#verify-manually
    const time = Math.floor(sentAt / 1000)
    const signature = createHmac('sha256', secret).update(`${time}.${payload}`).digest('hex')
    return { payload, signature: `t=${time},v1=${signature}` }
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    const { method = '', url: path = '', headers } = req
    const idempotencyKey = headers['idempotency-key'] as string | undefined
    this.requests.push({ method, path, idempotencyKey, authorization: headers.authorization, form })
    if (headers.authorization !== `Bearer ${KEY}`) return reply(res, 401, problem('invalid_request_error'))
    if (this.mood === 'refuse') return reply(res, 400, problem('invalid_request_error'))
    if (method === 'GET') {
      const session = this.sessions.get(path.split('/').at(-1) ?? '')
      return session ? reply(res, 200, session) : reply(res, 404, problem('invalid_request_error'))
    }
    const session = this.#create(form, idempotencyKey)
    if (this.mood === 'lose') req.socket.destroy()
    else reply(res, 200, session)
  }

  #create(form: URLSearchParams, key: string | undefined): Session {
    const known = key && this.#byKey.get(key)
    if (known) return known
    const id = `cs_test_${randomUUID()}`
    const session: Session = {
      id,
      object: 'checkout.session',
      url: `https://checkout.example/${id}`,
      status: 'open',
      payment_status: 'unpaid',
      amount_total:
        Number(form.get('line_items[0][price_data][unit_amount]')) * Number(form.get('line_items[0][quantity]')),
      currency: form.get('line_items[0][price_data][currency]') ?? '',
      client_reference_id: form.get('client_reference_id'),
      metadata: { paymentId: form.get('metadata[paymentId]') ?? '' },
      expires_at: Number(form.get('expires_at')),
    }
    this.sessions.set(id, session)
    if (key) this.#byKey.set(key, session)
    return session
  }
}

const problem = (type: string) => ({ error: { type, message: 'No.' } })

function reply(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'Content-Type': 'application/json', 'Request-Id': `req_${randomUUID()}` })
  res.end(JSON.stringify(body))
}
