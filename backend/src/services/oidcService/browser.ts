import { createHmac, randomBytes } from 'node:crypto'

/** On the way to the provider: where to, and what the browser keeps until it is back. */
export interface Leaving {
  location: string
  browser: string
}

export const random = () => randomBytes(32).toString('base64url')

/** What the browser keeps, unless it is nothing that we have given it. */
export const kept = (browser: string | undefined) => (/^[\w-]{43}$/.test(browser ?? '') ? browser! : random())

/** What follows from what the browser keeps and need not be stored: nobody who has not got that can make it up. */
export const derived = (browser: string, what: string, of: string) =>
  createHmac('sha256', browser).update(`${what}|${of}`).digest('base64url')
