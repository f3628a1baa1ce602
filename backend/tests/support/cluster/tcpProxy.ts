import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * What becomes of connections: passed on; cut at once and refused from then on; held without a byte in either direction;
 * every piece late by so many milliseconds.
 */
export type Weather = 'fine' | 'cut' | 'silent' | { delayMs: number }

/** Sees what goes over one connection; `true` resets the connection in place of the piece. */
export interface Inspector {
  toServer(chunk: Buffer): boolean
  toClient(chunk: Buffer): boolean
}

export interface TcpProxy {
  readonly port: number
  weather(now: Weather): void
  /** Resets what is open and lets new connections through. */
  reset(): void
  /** Calls back with every piece that goes to the server; `true` resets the connection in its place. */
  onClientData: ((chunk: Buffer) => boolean) | null
  stop(): Promise<void>
}

/** A network between two processes of one machine, to be disturbed. */
export async function tcpProxy({
  upstreamPort,
  port = 0,
  inspect,
}: {
  upstreamPort: number
  port?: number
  /** Asked for each connection. */
  inspect?: () => Inspector
}): Promise<TcpProxy> {
  let weather: Weather = 'fine'
  const pairs = new Set<[Socket, Socket]>()
  const heldBack: (() => void)[] = []

  const pass = (from: Socket, to: Socket, watch: (chunk: Buffer) => boolean) => {
    // In order, whatever the weather was when each piece came.
    let line = Promise.resolve()
    from.on('data', (chunk: Buffer) => {
      if (watch(chunk)) return resetPair(from, to)
      line = line.then(() => ready()).then(() => void (to.writable && to.write(chunk)))
    })
    from.on('end', () => {
      line = line.then(() => ready()).then(() => void to.end())
    })
  }
  const ready = (): Promise<void> => {
    if (weather === 'silent') return new Promise<void>((resolve) => heldBack.push(resolve)).then(ready)
    if (typeof weather === 'object')
      return new Promise((resolve) => setTimeout(resolve, (weather as { delayMs: number }).delayMs))
    return Promise.resolve()
  }
  const resetPair = (...sockets: Socket[]) => sockets.forEach((socket) => socket.resetAndDestroy())
  const resetAll = () => {
    for (const pair of pairs) resetPair(...pair)
    pairs.clear()
  }

  const proxy: TcpProxy = {
    port: 0,
    onClientData: null,
    weather(now) {
      weather = now
      if (now === 'cut') resetAll()
      if (now !== 'silent') for (const release of heldBack.splice(0)) release()
    },
    reset: resetAll,
    stop: () => {
      resetAll()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  const server = createServer((client) => {
    client.on('error', () => undefined)
    if (weather === 'cut') return client.resetAndDestroy()
    const upstream = connect(upstreamPort, '127.0.0.1')
    const pair: [Socket, Socket] = [client, upstream]
    pairs.add(pair)
    upstream.on('error', () => undefined)
    // A silent network tells neither side that the other has gone.
    client.once('close', () => (pairs.delete(pair), void ready().then(() => upstream.destroy())))
    upstream.once('close', (failed) => void ready().then(() => (failed ? client.destroy() : client.destroySoon())))
    const inspector = inspect?.()
    pass(client, upstream, (chunk) => inspector?.toServer(chunk) || (proxy.onClientData?.(chunk) ?? false))
    pass(upstream, client, (chunk) => inspector?.toClient(chunk) ?? false)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return Object.assign(proxy, { port: (server.address() as AddressInfo).port })
}
