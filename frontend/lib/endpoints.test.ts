import { api } from '@hms/contract'
import { endpoints } from './endpoints'

/** What no screen calls: a provider's own servers do. */
const notForScreens = ['billing.stripeWebhook']

describe('the table of endpoints', () => {
  const declared = Object.entries(api).flatMap(([domain, operations]) =>
    Object.entries(operations).map(([name, { method, path }]) => [`${domain}.${name}`, `${method} ${path}`] as const),
  )
  const listed = Object.entries(endpoints).flatMap(([domain, operations]) =>
    Object.entries(operations).map(([name, line]) => [`${domain}.${name}`, line] as const),
  )

  it('holds every operation that a screen can call, as the contract declares it', () => {
    const expected = declared.filter(([name]) => !notForScreens.includes(name))
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(expected))
  })
})
