import { earlySource } from '@/components/shell/head-script'
import { call, endpoints } from './api'

const reply = (status: number, body: unknown) =>
  ({
    status,
    ok: status < 400,
    headers: new Headers({ 'content-type': 'application/json' }),
    json: async () => body,
  }) as Response

let fetching: jest.Mock
beforeEach(() => {
  fetching = jest.fn(async () => reply(200, { user: 'asked now' }))
  globalThis.fetch = fetching
  delete window.hmsEarly
})

describe('an answer that was asked for in the head of the document', () => {
  it('is taken once, and the next question is asked anew', async () => {
    window.hmsEarly = { '/api/auth/me': Promise.resolve(reply(200, { user: 'asked early' })) }
    expect(await call(endpoints.auth.me)).toEqual({ user: 'asked early' })
    expect(fetching).not.toHaveBeenCalled()
    expect(await call(endpoints.auth.me)).toEqual({ user: 'asked now' })
    expect(fetching).toHaveBeenCalledTimes(1)
  })

  it.each([
    ['a refusal', () => Promise.resolve(reply(401, { code: 'not-signed-in' }))],
    ['a lost connection', () => Promise.resolve(undefined)],
  ])('is asked for again after %s', async (_, early) => {
    window.hmsEarly = { '/api/auth/me': early() }
    expect(await call(endpoints.auth.me)).toEqual({ user: 'asked now' })
  })

  it('is too old for a question that comes later', async () => {
    window.hmsEarly = { '/api/auth/me': Promise.resolve(reply(200, { user: 'asked early' })) }
    jest.spyOn(performance, 'now').mockReturnValueOnce(60_000)
    expect(await call(endpoints.auth.me)).toEqual({ user: 'asked now' })
  })

  it('answers only its own address', async () => {
    window.hmsEarly = { '/api/patients': Promise.resolve(reply(200, { items: ['early'], nextCursor: null })) }
    await call(endpoints.patients.list, { query: { q: 'rao' } })
    expect(fetching.mock.calls[0]?.[0]).toBe('/api/patients?q=rao')
  })
})

describe('the head of a document', () => {
  const run = (path: string) => {
    window.history.replaceState(null, '', path)
    // As the browser runs it: the text alone, out of its module.
    new Function(earlySource)()
    return Object.keys(window.hmsEarly ?? {})
  }

  it('asks what the page will ask, in the same words', async () => {
    expect(run('/patients')).toEqual(['/api/auth/me', '/api/settings', '/api/patients'])
    fetching.mockClear()
    await Promise.all([call(endpoints.auth.me), call(endpoints.settings.get), call(endpoints.patients.list)])
    expect(fetching).not.toHaveBeenCalled()
  })

  it('asks nothing on a public page', () => {
    expect(run('/sign-in?next=%2Fpatients')).toEqual([])
    expect(fetching).not.toHaveBeenCalled()
  })
})
