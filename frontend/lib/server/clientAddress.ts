/**
 * The address to name as the client's. Without proxies in front it is the socket's, whatever the
 * client claims; with `trustedHops` proxies it is the entry that the outermost of them wrote.
 */
export function clientAddress(forwardedFor: string | undefined, socketAddress: string, trustedHops: number): string {
  const claimed = (forwardedFor ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  const chain = [...claimed, socketAddress.replace(/^::ffff:/, '')]
  return chain[Math.max(0, chain.length - 1 - trustedHops)] ?? socketAddress
}
