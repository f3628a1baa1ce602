import type { Inspector } from '../cluster/tcpProxy.ts'

/** What becomes of a COMMIT: it never arrives; or it is done and nobody hears of it. */
export type Loss = 'commit' | 'answer'

type OnMessage = (type: string, body: Buffer) => void

/** Takes PostgreSQL's messages (protocol 3.0, "Message Formats") out of a stream that comes in pieces. */
function messageReader(onMessage: OnMessage, { startup }: { startup: boolean }): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  // The very first message of a client has no type.
  let typed = !startup
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const head = typed ? 1 : 0
      if (rest.length < head + 4) return
      const end = head + rest.readInt32BE(head)
      if (rest.length < end) return
      if (typed) onMessage(String.fromCharCode(rest[0]!), rest.subarray(5, end))
      typed = true
      rest = rest.subarray(end)
    }
  }
}

const strings = (body: Buffer) => body.toString('latin1').split('\0')

/**
 * Follows one connection to PostgreSQL and resets it at a COMMIT.
 *
 * @param lose asked at each COMMIT; what to lose this time, null for nothing
 */
export function watchCommits(lose: () => Loss | null): Inspector {
  const statements = new Map<string, string>()
  let loss: Loss | null = null
  let done = false
  const onCommit = () => (loss ??= lose())
  const fromClient = messageReader(
    (type, body) => {
      const [first = '', second = ''] = strings(body)
      if (type === 'P') statements.set(first, second)
      // A prepared statement is named when it is bound to its values.
      if (type === 'B' && statements.get(second) === 'COMMIT') onCommit()
      if (type === 'Q' && first === 'COMMIT') onCommit()
    },
    { startup: true },
  )
  const fromServer = messageReader(
    (type, body) => {
      if (type === 'C' && strings(body)[0] === 'COMMIT') done = loss === 'answer'
    },
    { startup: false },
  )
  return {
    toServer: (chunk) => (fromClient(chunk), loss === 'commit'),
    toClient: (chunk) => (fromServer(chunk), done),
  }
}
