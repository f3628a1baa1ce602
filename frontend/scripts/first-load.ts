import { gzipSync } from 'node:zlib'

/** What a browser loads before a page works, in KiB (1024 bytes) after gzip. */
export interface FirstLoad {
  /** Every script that the served document names, except those for browsers without modules. */
  script: number
  html: number
}

const anyId = '00000000-0000-4000-8000-000000000000'
const kib = (bytes: Buffer) => gzipSync(bytes, { level: 9 }).length / 1024

function scriptsIn(html: string): string[] {
  const tags = [...html.matchAll(/<script\b([^>]*)>/g)].map((match) => match[1] ?? '')
  const sources = tags.filter((tag) => !/nomodule/i.test(tag)).map((tag) => /src="([^"]+)"/.exec(tag)?.[1])
  return [...new Set(sources.filter((source) => source !== undefined))]
}

/** Measures one route, as `/patients/[id]`, of a production build served at `base`; nobody is signed in. */
export async function firstLoadOf(base: string, route: string, known: Map<string, number>): Promise<FirstLoad> {
  const response = await fetch(new URL(route.replaceAll('[id]', anyId), base))
  const html = await response.text()
  if (!response.ok) throw new Error(`${route} answers ${response.status}`)
  let script = 0
  for (const source of scriptsIn(html)) {
    if (!known.has(source)) {
      const asset = await fetch(new URL(source, base))
      if (!asset.ok) throw new Error(`${source} answers ${asset.status}`)
      known.set(source, kib(Buffer.from(await asset.arrayBuffer())))
    }
    script += known.get(source) ?? 0
  }
  return { script, html: kib(Buffer.from(html)) }
}
