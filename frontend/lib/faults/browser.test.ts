/** @jest-environment jsdom */
import { reportFault } from './report'

const word = 'ZPHI-6f0c1f0e'
const dsn = 'https://0123456789abcdef@sentry.example/7'
const sent: { url: string; body: string }[] = []

beforeEach(() => {
  sent.length = 0
  window.history.replaceState({}, '', `/patients/${word}?q=${word}`)
  document.cookie = `seen=${word}`
})

const answering = (settings: object) => {
  const fetching = jest.fn(async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = String(input)
    if (url !== '/monitoring') sent.push({ url, body: String(init?.body) })
    return {
      ok: true,
      status: 200,
      json: async () => settings,
      text: async () => '{}',
      headers: new Headers(),
    } as Response
  })
  window.fetch = fetching as never
  globalThis.fetch = fetching as never
  return fetching
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 200))

it('sends nothing where no DSN is set', async () => {
  const fetching = answering({ dsn: null, release: 'hms@1', environment: 'test' })
  await jest.isolateModulesAsync(async () => (await import('./report')).reportFault(new Error(word), 'page'))
  await settled()
  expect(fetching.mock.calls.map(([url]) => url)).toEqual(['/monitoring'])
})

it('sends a broken page once it breaks, a few times at most, and nothing of what is on it', async () => {
  answering({ dsn, release: 'hms@1', environment: 'test' })
  document.body.innerHTML = `<input value="${word}"><p>${word}</p>`
  const error = Object.assign(new TypeError(`cannot show ${word}`), { requestId: 'r-1' })
  for (let times = 0; times < 30; times++) reportFault(error, 'render')
  await settled()
  expect(sent.length).toBeGreaterThan(0)
  expect(sent.length).toBeLessThanOrEqual(10)
  const { url, body } = sent[0]!
  expect(url).toMatch(/^https:\/\/sentry\.example\/api\/7\/envelope\//)
  const event = JSON.parse(body.split('\n')[2]!)
  expect(event).toMatchObject({
    release: 'hms@1',
    transaction: '/patients/[id]',
    exception: { values: [{ type: 'TypeError' }] },
    tags: { kind: 'render', requestId: 'r-1' },
  })
  expect(JSON.stringify(sent)).not.toContain(word)
})
