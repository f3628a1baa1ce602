import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Text {
  To: string
  From: string
  Body: string
  date_created: string
}

export interface TextService {
  url: string
  /** What it has accepted, in order. */
  accepted: Text[]
  /** What it does with the coming texts: a status to answer with, or accept and say nothing. */
  script: (number | 'accept-and-hang-up')[]
  /** The Authorization headers that came. */
  authorizations: string[]
  stop(): Promise<void>
}

/** Stands in for Twilio's Messages resource: create and list (Programmable Messaging, 2010-04-01). */
export async function startTextService(): Promise<TextService> {
  const accepted: Text[] = []
  const script: TextService['script'] = []
  const authorizations: string[] = []
  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(req.url ?? '', 'http://localhost')
    authorizations.push(req.headers.authorization ?? '')
    const answer = (status: number, body: unknown) => {
      res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    }
    if (!/^\/2010-04-01\/Accounts\/AC\w+\/Messages\.json$/.test(pathname)) return answer(404, {})
    if (req.method === 'GET') {
      const found = accepted.filter(
        ({ To, From }) => To === searchParams.get('To') && From === searchParams.get('From'),
      )
      return answer(200, { messages: found.map(({ Body, ...text }) => ({ ...text, body: Body, status: 'sent' })) })
    }
    const form = new URLSearchParams(await new Response(req as never).text())
    const behaviour = script.shift() ?? 201
    if (typeof behaviour === 'number' && behaviour >= 400) return answer(behaviour, { code: 21211 })
    const fields = Object.fromEntries(form) as unknown as Text
    accepted.push({ ...fields, date_created: new Date().toUTCString().replace('GMT', '+0000') })
    if (behaviour === 'accept-and-hang-up') return void req.socket.destroy()
    answer(201, { sid: `SM${accepted.length}`, status: 'queued' })
  }
  const server = createServer((req, res) => void serve(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    script,
    authorizations,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
