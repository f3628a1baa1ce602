import { AsyncLocalStorage } from 'node:async_hooks'

const scope = new AsyncLocalStorage<string>()

/** Runs the work of one request or job, so that whatever is logged meanwhile carries its id. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return scope.run(requestId, work)
}

/** The id of the request or job that the present call belongs to; undefined outside of any. */
export function currentRequestId(): string | undefined {
  return scope.getStore()
}
