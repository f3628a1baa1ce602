import { AsyncLocalStorage } from 'node:async_hooks'
import type pg from 'pg'

/** The connection of the unit of work that the present call belongs to. */
export const currentClient = new AsyncLocalStorage<pg.PoolClient>()
