import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Mail {
  to: string
  messageId: string
  subject: string
  raw: string
}

/** What the server does with the next mails: take one, think first, put off, refuse, or take it and hang up. */
export type Behaviour = 'take' | 'slow' | 'later' | 'refuse' | 'take-and-hang-up'

export interface MailServer {
  url: string
  port: number
  /** Everything that it has answered for, in order. */
  received: Mail[]
  /** One for each coming mail; it takes what follows. */
  script: Behaviour[]
  /** How many connections were opened so far, how many are open, and how many were at the same time. */
  connections(): { opened: number; open: number; most: number }
  /** Cuts all connections, as servers do with those that rest. */
  hangUp(): void
  stop(): Promise<void>
}

const SLOW_MS = 600

const header = (raw: string, name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(raw)?.[1]?.trim() ?? ''

function refusal(code: number): Error {
  return Object.assign(new Error('not now'), { responseCode: code })
}

/** A mail server on the loopback interface, at `port` or any. */
export async function startMailServer(port = 0): Promise<MailServer> {
  const received: Mail[] = []
  const script: Behaviour[] = []
  const sockets = new Set<Socket>()
  let opened = 0
  let most = 0
  const hangUp = () => sockets.forEach((socket) => socket.destroy())
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const behaviour = script.shift() ?? 'take'
        if (behaviour === 'later') return done(refusal(450))
        if (behaviour === 'refuse') return done(refusal(554))
        const raw = Buffer.concat(chunks).toString()
        const to = session.envelope.rcptTo.map(({ address }) => address).join()
        received.push({ to, raw, messageId: header(raw, 'Message-ID'), subject: header(raw, 'Subject') })
        if (behaviour === 'take-and-hang-up') return hangUp()
        setTimeout(done, behaviour === 'slow' ? SLOW_MS : 0)
      })
    },
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    opened++
    sockets.add(socket)
    most = Math.max(most, sockets.size)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const bound = (server.server.address() as AddressInfo).port
  return {
    url: `smtp://127.0.0.1:${bound}`,
    port: bound,
    received,
    script,
    connections: () => ({ opened, open: sockets.size, most }),
    hangUp,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        hangUp()
      }),
  }
}
