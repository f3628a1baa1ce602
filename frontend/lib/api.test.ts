import { fakeApi, problem } from '@/tests/support'
import { ApiProblem, call, endpoints, urlOf } from './api'
import { noteSigningOut, onSessionEnded, rememberSignedIn } from './session'

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

  it('has not run out where somebody is about to sign out, be it in another tab', async () => {
    fakeApi({ 'GET /settings': problem(401, 'not-signed-in'), 'POST /auth/refresh': problem(401, 'session-ended') })
    const ended = jest.fn()
    const stop = onSessionEnded(ended)
    rememberSignedIn(true)
    noteSigningOut()
    await expect(call(endpoints.settings.get)).rejects.toMatchObject({ code: 'not-signed-in' })
    expect(ended).toHaveBeenCalledWith('signed-out', undefined)
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

describe('tokens that the whole browser shares', () => {
  /** The locks of one browser: whoever asks waits for whoever was there before. */
  let held: Promise<unknown> = Promise.resolve()
  beforeAll(() => {
    const request = (_name: string, work: () => Promise<unknown>) => (held = held.then(work, work))
    Object.assign(navigator, { locks: { request } })
  })
  afterAll(() => Object.assign(navigator, { locks: undefined }))

  it('are not traded while another tab gets new ones, and the request goes out again with those', async () => {
    let fresh = false
    const received = fakeApi({ 'GET /settings': () => (fresh ? { body: {} } : problem(401, 'session-ended')) })
    let done = () => {}
    void navigator.locks.request('hms-refresh', () => new Promise<void>((resolve) => (done = resolve)))
    const reply = call(endpoints.settings.get)
    await new Promise((resolve) => setTimeout(resolve))
    expect(received).toHaveLength(1)
    fresh = true
    localStorage.setItem('hms.refreshed-at', String(Date.now() + 1))
    done()
    await expect(reply).resolves.toEqual({})
    expect(received.map(({ path }) => path)).toEqual(['/settings', '/settings'])
  })

  it('come with a proof, while nobody trades', async () => {
    let traded = 0
    const received = fakeApi({
      'POST /auth/step-up': { body: { accessToken: '', expiresIn: 600 } },
      'GET /settings': () => (traded++ === 0 ? problem(401, 'session-ended') : { body: {} }),
    })
    let begin = () => {}
    void navigator.locks.request('hms-refresh', () => new Promise<void>((resolve) => (begin = resolve)))
    const shown = call(endpoints.factors.stepUp, { body: { password: 'x' } })
    const reply = call(endpoints.settings.get)
    // It has been refused, and waits for its turn behind the proof.
    await new Promise((resolve) => setTimeout(resolve))
    expect(received.map(({ path }) => path)).toEqual(['/settings'])
    begin()
    await expect(reply).resolves.toEqual({})
    await shown
    expect(received.map(({ path }) => path).sort()).toEqual(['/auth/step-up', '/settings', '/settings'])
  })

  it('are asked for once more when they may be on the way, and only once', async () => {
    jest.useFakeTimers()
    const ended = jest.fn()
    const stop = onSessionEnded(ended)
    const onTheWay = { ...problem(401, 'session-ended'), headers: { 'retry-after': '1' } }
    const answers = [onTheWay, { body: {} }, onTheWay, onTheWay]
    let there = false
    const received = fakeApi({
      'GET /settings': () => (there ? { body: {} } : problem(401, 'session-ended')),
      'POST /auth/refresh': () => {
        const answer = answers.shift()!
        there = !('status' in answer)
        return answer
      },
    })
    const first = call(endpoints.settings.get)
    await jest.advanceTimersByTimeAsync(1000)
    await expect(first).resolves.toEqual({})
    expect(ended).not.toHaveBeenCalled()
    there = false
    await jest.advanceTimersByTimeAsync(1)
    const second = expect(call(endpoints.settings.get)).rejects.toMatchObject({ code: 'session-ended' })
    await jest.advanceTimersByTimeAsync(1000)
    await second
    expect(ended).toHaveBeenCalledTimes(1)
    expect(received.filter(({ path }) => path === '/auth/refresh')).toHaveLength(4)
    stop()
    jest.useRealTimers()
  })
})
