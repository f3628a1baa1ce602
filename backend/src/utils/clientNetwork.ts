const groupsOf = (part: string) => part.split(':').filter((group) => group !== '')

/**
 * Whom an address stands for when tries are counted: an IPv4 address itself, of IPv6 the /64 that one line gets
 * (RFC 6177), since whoever has one address there has all of them.
 */
export function clientNetwork(address: string | null): string {
  const text = (address ?? 'unknown').toLowerCase()
  const mapped = /(?:\d{1,3}\.){3}\d{1,3}$/.exec(text)?.[0]
  if (mapped || !text.includes(':')) return mapped ?? text
  const [head = '', tail = ''] = text.split('::')
  const left = groupsOf(head)
  const right = groupsOf(tail)
  const zeros = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
