/** How much memory the embedded PostgreSQL keeps pages in. */
import { totalmem } from 'node:os'

/** MB. Below the first PostgreSQL is slow; above the second the file cache of the operating system does as well. */
const LEAST = 128
const MOST = 8192

/**
 * Settings for a server that shares the machine with the API, the web server and whatever else is there: an eighth of the
 * memory that the machine, or the container, has. PostgreSQL's documentation suggests a quarter where it is alone. Pages
 * that are never read take none of it.
 */
export function databaseMemory(bytes = Math.min(totalmem(), process.constrainedMemory?.() || Infinity)) {
  const megabytes = Math.floor(bytes / 8 / 2 ** 20)
  return { shared_buffers: `${Math.min(Math.max(megabytes, LEAST), MOST)}MB` }
}
