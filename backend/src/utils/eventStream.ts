import type { Exchange } from './http.ts'
import { isUuid } from './id.ts'
import { observed } from './observer.ts'

/** Server-sent events to one page (WHATWG HTML, 9.2). */
export interface EventStream {
  /** Sends the headers; until then the request can still be refused. */
  open(): void
  send(event: string, data: unknown, id?: string): void
  end(): void
  /** Calls back once, when either side has ended it. */
  onClose(callback: () => void): void
  readonly closed: boolean
}

/** Proxies give up on what is silent for half a minute. */
const HEARTBEAT_MS = 15_000
/** How long a page waits before it connects again. */
const RECONNECT_MS = 2000
/** A reader who does not keep up gets the rest when it connects again. */
const MAX_WAITING_BYTES = 256 * 1024

export function eventStream({ req, res }: Exchange): EventStream {
  let heartbeat: NodeJS.Timeout | undefined
  const write = (text: string) => {
    if (res.writableEnded || res.destroyed) return
    if (res.writableLength > MAX_WAITING_BYTES) res.destroy()
    else res.write(text)
  }
  res.once('close', () => clearInterval(heartbeat))
  return {
    get closed() {
      return res.writableEnded || res.destroyed
    },
    open() {
      res.status(200).setHeader('Content-Type', 'text/event-stream; charset=utf-8')
      res.setHeader('Cache-Control', 'no-store, no-transform')
      res.setHeader('X-Accel-Buffering', 'no')
      res.flushHeaders()
      if (req.method === 'HEAD') return void res.end()
      observed.onStream(1)
      res.once('close', () => observed.onStream(-1))
      write(`retry: ${RECONNECT_MS}\n\n`)
      heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS)
    },
    send(event, data, id) {
      write(`${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    },
    end() {
      res.end()
    },
    onClose(callback) {
      res.once('close', callback)
    },
  }
}

/** The id of the last event that a page got before it lost the connection. */
export function lastEventId({ req }: Exchange): string | null {
  const id = req.get('last-event-id') ?? ''
  return isUuid(id) ? id : null
}
