// @covers ASVS-14.2.2, ASVS-14.3.1, ASVS-14.3.2, ASVS-14.3.3
import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { tokenOf } from './support/hospital'
import { demoEmail, demoPassword, signIn, signInByForm, signOut } from './support/people'
import { settle } from './support/screens'

const word = `Zphi${randomUUID().slice(0, 8)}`
let id: string

test.beforeAll(async ({ playwright, baseURL }) => {
  const request = await playwright.request.newContext({ baseURL })
  const token = await tokenOf(request, demoEmail('admin'), demoPassword)
  const reply = await request.post('/api/patients', {
    headers: { Authorization: `Bearer ${token}` },
    data: {
      firstName: word,
      lastName: word,
      dateOfBirth: '1984-05-17',
      gender: 'female',
      phone: '+1 555 010 7788',
      address: { line1: word, city: word, country: 'US' },
      emergencyContact: { name: word, phone: '+1 555 010 7799' },
    },
  })
  expect(reply.status(), await reply.text()).toBe(201)
  id = ((await reply.json()) as { id: string }).id
  await request.dispose()
})

/** Everything that a page can leave behind in a browser. */
function kept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const names = await indexedDB.databases()
    const caches_ = 'caches' in window ? await caches.keys() : []
    const workers = await navigator.serviceWorker?.getRegistrations().catch(() => [])
    return JSON.stringify({
      local: { ...localStorage },
      session: { ...sessionStorage },
      history: history.state as unknown,
      names,
      caches_,
      workers: workers?.length ?? 0,
      cookies: document.cookie,
    })
  })
}

test('who was looked at stands in no address, no title and nothing that the browser keeps', async ({ page }) => {
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(`${request.url()} ${request.headers().referer ?? ''}`))
  page.on('framenavigated', (frame) => addresses.push(frame.url()))
  await signInByForm(page, demoEmail('admin'), demoPassword)
  await page.goto(`/patients/${id}`)
  await expect(page.getByText(word).first()).toBeVisible()
  await settle(page)
  expect(await page.title()).not.toContain(word)
  await page.goto('/patients')
  await settle(page)
  expect(await page.title()).not.toContain(word)
  expect(addresses.filter((address) => address.includes(word))).toEqual([])
  const left = await kept(page)
  expect(left).not.toContain(word)
  expect(left).not.toMatch(/eyJ|hms_access|hms_refresh/)
  expect(JSON.parse(left)).toMatchObject({ names: [], caches_: [], workers: 0 })
})

test('after signing out, the way back shows nobody’s record', async ({ page }) => {
  await signInByForm(page, demoEmail('admin'), demoPassword)
  await page.goto('/patients')
  await settle(page)
  await page.goto(`/patients/${id}`)
  await expect(page.getByText(word).first()).toBeVisible()
  await signOut(page)
  // A page that is on its way elsewhere has nothing to read any more.
  const shown = () => page.evaluate(() => (document.body.hidden ? '' : document.body.innerText)).catch(() => '')
  for (let steps = 0; steps < 4; steps++) {
    await page.goBack({ waitUntil: 'commit' }).catch(() => null)
    for (let looks = 0; looks < 10; looks++) {
      expect(await shown()).not.toContain(word)
      await page.waitForTimeout(50)
    }
  }
  await expect(page.getByText(word)).toHaveCount(0)
  expect(await kept(page)).not.toContain(word)
})

test('a page that was put aside is bare when its owner has signed out in another tab meanwhile', async ({ page }) => {
  await signIn(page, 'admin')
  await page.goto(`/patients/${id}`)
  await expect(page.getByText(word).first()).toBeVisible()
  await page.goto('about:blank')
  const other = await page.context().newPage()
  await other.goto('/dashboard')
  await signOut(other)
  await page.goBack({ waitUntil: 'commit' })
  await page.waitForURL('**/sign-in**')
  await expect(page.getByText(word)).toHaveCount(0)
})

test('answers with somebody’s data are not to be stored', async ({ request }) => {
  const token = await tokenOf(request, demoEmail('admin'), demoPassword)
  const headers = { Authorization: `Bearer ${token}` }
  for (const path of [`/api/patients/${id}`, '/api/patients', '/api/auth/me', '/api/audit', '/api/nothing'])
    expect((await request.get(path, { headers })).headers()['cache-control'], path).toBe('no-store')
})
