import { isPortFree } from '../../../../scripts/lib/processes.mjs'

/**
 * Below the range from which systems take the ports of outgoing connections, so that a process that was killed finds its
 * own again. Runs that start at the same time begin at different places.
 */
let next = Number(process.env.CLUSTER_PORTS_FROM) || 15_000 + (process.pid % 150) * 100

/** A free port on the loopback interface that no other part of this run was given. */
export async function takePort(): Promise<number> {
  while (!(await isPortFree(next))) next++
  return next++
}
