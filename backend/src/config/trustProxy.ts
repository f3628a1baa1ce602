import { isIP } from 'node:net'

/**
 * Whose word about a client's address counts: that of so many proxies before the API, whoever they are, or that of proxies at
 * these addresses only.
 */
export type TrustProxy = number | string[]

const MOST_PROXIES = 10

/** Names that Express has for ranges of addresses: 127.0.0.0/8 and ::1; 169.254.0.0/16 and fe80::/10; RFC 1918 and fc00::/7. */
const NAMES = ['loopback', 'linklocal', 'uniquelocal']

export const TRUST_PROXY_SHAPE = `must be a number of proxies from 0 to ${MOST_PROXIES}, or the addresses and networks of the proxies with commas between, as 10.0.3.0/24`

/** An address, or a network with a prefix that leaves somebody out. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const version = isIP(address)
  if (!version || more.length > 0) return false
  if (prefix === undefined) return true
  return /^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128)
}

/** What TRUST_PROXY says; null when it says nothing that makes sense. */
export function parseTrustProxy(value: string): TrustProxy | null {
  if (/^\d+$/.test(value)) return Number(value) <= MOST_PROXIES ? Number(value) : null
  const entries = value.split(',').map((entry) => entry.trim())
  return entries.every((entry) => NAMES.includes(entry) || isNetwork(entry)) ? entries : null
}

/**
 * What to tell whoever starts an API that other machines reach and that counts proxies: a request that went past them is
 * believed like one that came through them.
 */
export function forgeableAddresses(apiHost: string, trustProxy: TrustProxy): string | null {
  const alone = /^(localhost|127(\.\d+){3}|::1)$/i.test(apiHost)
  if (alone || typeof trustProxy !== 'number' || trustProxy === 0) return null
  return 'Whoever reaches the API past its proxies can name any address as theirs: let only the proxies reach it, and set TRUST_PROXY to their addresses instead of their number'
}
