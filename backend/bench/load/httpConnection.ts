import { connect, type Socket } from 'node:net'

export interface Reply {
  status: number
  body: Buffer
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')

/**
 * One kept-alive HTTP/1.1 connection with one request under way at a time. It costs the machine that is being measured
 * a fraction of what a general client does, and understands just what the API answers: a status and Content-Length.
 */
export class HttpConnection {
  readonly #port: number
  #socket: Socket | null = null
  #received: Buffer = Buffer.alloc(0)
  #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | null = null

  constructor(port: number) {
    this.#port = port
  }

  request(method: string, path: string, token: string | null, body?: unknown): Promise<Reply> {
    const payload = body === undefined ? '' : JSON.stringify(body)
    const head = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Accept: application/json']
    if (token) head.push(`Authorization: Bearer ${token}`)
    if (payload) head.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(payload)}`)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#open().write(`${head.join('\r\n')}\r\n\r\n${payload}`)
    })
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = null
  }

  #open(): Socket {
    if (this.#socket) return this.#socket
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true })
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('The server closed the connection')))
    return (this.#socket = socket)
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const end = this.#received.indexOf(END_OF_HEAD)
    if (end < 0) return
    const head = this.#received.toString('latin1', 0, end)
    const status = Number(head.slice(9, 12))
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined && status !== 204) return this.#fail(new Error(`No Content-Length with ${status}`))
    const from = end + END_OF_HEAD.length
    const until = from + Number(length ?? 0)
    if (this.#received.length < until) return
    const body = this.#received.subarray(from, until)
    this.#received = Buffer.alloc(0)
    // A server that is about to hang up says so; the next request opens a fresh connection.
    if (/\r\nconnection: close/i.test(head)) this.close()
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve({ status, body })
  }

  #fail(error: Error): void {
    this.#socket?.destroy()
    this.#socket = null
    this.#received = Buffer.alloc(0)
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.reject(error)
  }
}
