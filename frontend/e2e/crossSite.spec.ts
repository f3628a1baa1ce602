// @covers ASVS-3.5.1, ASVS-3.5.2
import { once } from 'node:events'
import { isDeepStrictEqual } from 'node:util'
import { createServer, type Server } from 'node:http'
import { expect, type Page, test } from '@playwright/test'
import { figure } from './support/figure'
import { openDashboard, signIn } from './support/people'
import { portOf } from './support/webServer'

/** A page of somebody else: on another port of the same host, and on another host. */
let attacker: Server
test.beforeAll(async () => {
  attacker = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end('<!doctype html><title>Prizes</title><iframe name="sink" id="sink"></iframe>')
  }).listen(0)
  await once(attacker, 'listening')
})
test.afterAll(() => attacker.close())

type Deed = { method: string; path: string; type: string; text: string }

/** What a page can send without asking first; answers are not for it to read. */
async function attack(page: Page, target: string, deed: Deed) {
  await page.evaluate(
    async ([target, { method, path, type, text }]) => {
      const url = target + path
      const sent = (init: RequestInit) => fetch(url, { credentials: 'include', ...init }).catch(() => undefined)
      await sent({ method: 'POST', mode: 'no-cors', body: new Blob([text], { type }) })
      await sent({ method: 'POST', mode: 'no-cors', body: text, headers: { 'X-HTTP-Method-Override': method } })
      await sent({ method, headers: { 'Content-Type': 'application/json', 'X-HMS-Request': '1' }, body: text })
      await sent({ method: 'POST', mode: 'no-cors', body: text, keepalive: true })
      navigator.sendBeacon(url, new Blob([text], { type }))
      await new Promise((resolve) => {
        const image = new Image()
        image.onload = image.onerror = resolve
        image.src = `${url}?_method=${method}`
      })
      for (const enctype of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
        const form = document.createElement('form')
        Object.assign(form, { method: 'POST', action: `${url}?_method=${method}`, enctype, target: 'sink' })
        const field = document.createElement('input')
        const [name = '', value = ''] = text.split('=')
        Object.assign(field, { name: text.includes('=') ? name : text.slice(0, -1) + ',"x":"', value: value || '"}' })
        form.append(field)
        document.body.append(form)
        form.submit()
        await new Promise((resolve) => setTimeout(resolve, 150))
      }
    },
    [target, deed] as const,
  )
}

for (const [where, name] of [
  ['another port of the same host', (url: URL) => url.hostname],
  ['another site', (url: URL) => (url.hostname === 'localhost' ? '127.0.0.1' : 'localhost')],
] as const) {
  test(`a page on ${where} changes nothing in the name of whoever opens it`, async ({ page, baseURL }) => {
    const base = new URL(baseURL!)
    await signIn(page, 'patient')
    await openDashboard(page)
    const state = () =>
      page.evaluate(async () => {
        const get = (path: string) =>
          fetch(path).then(async (reply) => ({ status: reply.status, body: await reply.json() }))
        const me = await get('/api/auth/me')
        const record = await get(`/api/patients/${me.body.patient?.id}`)
        const sessions = await get('/api/auth/sessions')
        return { me, record, sessions: sessions.body.items.map(({ id }: { id: string }) => id) }
      })
    const before = await state()
    expect(before.me.status).toBe(200)
    expect(before.record.status).toBe(200)
    const answers: number[] = []
    const changing = (url: string) => /\/api\/(auth|patients|appointments)/.test(url)
    const stranger = await page.context().newPage()
    stranger.on('response', (reply) => {
      if (changing(reply.url()) && reply.request().method() !== 'OPTIONS') answers.push(reply.status())
    })
    await stranger.goto(`http://${name(base)}:${portOf(attacker)}/`)
    const id = before.me.body.patient.id as string
    const deeds: Deed[] = [
      { method: 'POST', path: '/api/auth/logout-everywhere', type: 'text/plain', text: '{}' },
      { method: 'POST', path: '/api/auth/logout', type: 'text/plain', text: '{}' },
      { method: 'PATCH', path: `/api/patients/${id}`, type: 'text/plain', text: '{"phone":"+1 555 010 6666"}' },
      { method: 'POST', path: '/api/auth/password', type: 'text/plain', text: '{"currentPassword":"Demo-Hospital-1"}' },
      { method: 'DELETE', path: `/api/auth/sessions/${before.sessions[0]}`, type: 'text/plain', text: 'a=b' },
    ]
    for (const deed of deeds) await attack(stranger, base.origin, deed)
    await stranger.close()
    const after = await state()
    figure('deeds-for-other-sites', isDeepStrictEqual(after, before) ? 0 : 1, { of: deeds.length })
    expect(after).toEqual(before)
    expect(answers.length).toBeGreaterThan(0)
    expect(answers.filter((status) => status < 400)).toEqual([])
  })
}
