import { fakeApi, problem } from '@/tests/support'
import { ApiProblem, call, endpoints, urlOf } from './api'
import { onSessionEnded } from './session'

const id = '7b0c2f0e-5a53-4f5e-9a3e-0d5a8f0f2a11'

beforeEach(() => localStorage.clear())

describe('calling the API', () => {
  it('fills in the path and leaves out what was not asked', () => {
    expect(urlOf(endpoints.patients.get, { params: { id } })).toBe(`/api/patients/${id}`)
    expect(urlOf(endpoints.patients.list, { query: { q: 'a b', cursor: undefined, limit: 8 } })).toBe(
      '/api/patients?q=a+b&limit=8',
    )
  })

  it('sends body and idempotency key, and answers with the body', async () => {
    const received = fakeApi({ 'POST /billing/1/payments': { status: 201, body: { id } } })
    const body = { amount: '10.00', method: 'cash' as const }
    await expect(call(endpoints.billing.pay, { params: { id: '1' }, body, idempotencyKey: 'k' })).resolves.toEqual({
      id,
    })
    expect(received[0]).toMatchObject({ method: 'POST', body, headers: { 'Idempotency-Key': 'k' } })
  })

  it('answers nothing to 204', async () => {
    fakeApi({ 'POST /auth/lock': { status: 204 } })
    await expect(call(endpoints.lock.lock)).resolves.toBeUndefined()
  })

  it('turns a refusal into its problem', async () => {
    const errors = [{ pointer: '/email', detail: 'Not an e-mail address' }]
    fakeApi({
      'GET /settings': { ...problem(422, 'invalid', { errors, requestId: 'r1' }), headers: { 'retry-after': '7' } },
    })
    const refusal = await call(endpoints.settings.get).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ApiProblem)
    expect(refusal).toMatchObject({ code: 'invalid', status: 422, errors, requestId: 'r1', retryAfter: 7 })
  })

  it('makes a problem of an answer that is none', async () => {
    fakeApi({ 'GET /settings': { status: 502, headers: { 'content-type': 'text/html' } } })
    await expect(call(endpoints.settings.get)).rejects.toMatchObject({ code: 'unavailable', status: 502 })
  })

  it('says offline when no answer comes', async () => {
    fakeApi({})
    await expect(call(endpoints.settings.get)).rejects.toMatchObject({ code: 'offline', status: 0 })
  })
})

describe('an access token that has expired', () => {
  it('is renewed once for all calls that wait, which are then repeated', async () => {
    let renewed = false
    const guarded = (body: object) => () => (renewed ? { body } : problem(401, 'session-ended'))
    const received = fakeApi({
      'GET /settings': guarded({ name: 'Demo' }),
      'GET /visit-types': guarded({ items: [] }),
      'GET /auth/me': guarded({ user: null }),
      'POST /auth/refresh': () => {
        renewed = true
        return { body: {} }
      },
    })
    const replies = await Promise.all([
      call(endpoints.settings.get),
      call(endpoints.visitTypes.list),
      call(endpoints.auth.me),
    ])
    expect(replies).toEqual([{ name: 'Demo' }, { items: [] }, { user: null }])
    expect(received.filter((request) => request.path === '/auth/refresh')).toHaveLength(1)
  })

  it('ends the session when it cannot be renewed', async () => {
    fakeApi({ 'GET /settings': problem(401, 'not-signed-in'), 'POST /auth/refresh': problem(401, 'session-ended') })
    const ended = jest.fn()
    const stop = onSessionEnded(ended)
    await expect(call(endpoints.settings.get)).rejects.toMatchObject({ code: 'not-signed-in' })
    expect(ended).toHaveBeenCalledWith('expired', undefined)
    stop()
  })

  it('does not end the session when the network fails in between', async () => {
    fakeApi({ 'GET /settings': problem(401, 'session-ended') })
    const ended = jest.fn()
    const stop = onSessionEnded(ended)
    await expect(call(endpoints.settings.get)).rejects.toMatchObject({ code: 'offline' })
    expect(ended).not.toHaveBeenCalled()
    stop()
  })

  it('is no reason to renew when the password was wrong', async () => {
    const received = fakeApi({ 'POST /auth/login': problem(401, 'invalid-credentials') })
    await expect(call(endpoints.auth.login, { body: { email: 'a@b.org', password: 'x' } })).rejects.toMatchObject({
      code: 'invalid-credentials',
    })
    expect(received).toHaveLength(1)
  })
})
