// @covers ASVS-1.3.2, ASVS-3.4.3, ASVS-3.4.4, ASVS-3.4.5, ASVS-3.4.6, ASVS-3.4.8, ASVS-13.4.4
import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from '@playwright/test'
import { sourcesOf, watch } from './support/documents'
import { figure } from './support/figure'
import { tokenOf } from './support/hospital'
import { demoEmail, demoPassword, signIn, signInByForm } from './support/people'
import { settle } from './support/screens'

/** Made at build. */
const ready = [
  ...['/', '/sign-in', '/sign-up', '/forgot-password', '/reset-password', '/setup', '/proof'],
  ...['/dashboard', '/patients', '/patients/new', '/appointments', '/appointments/new', '/doctors', '/doctors/new'],
  ...['/billing', '/billing/new', '/users', '/users/new', '/messages', '/audit', '/settings', '/profile'],
]

/** Exactly what every document says of safety, over plain HTTP; over TLS `Strict-Transport-Security` joins it. */
const everywhere = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), browsing-topics=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
const ordinary = new Set([
  ...['cache-control', 'connection', 'content-encoding', 'content-length', 'content-security-policy', 'content-type'],
  ...['accept-ranges', 'date', 'etag', 'last-modified', 'keep-alive', 'link', 'transfer-encoding', 'vary'],
])
/** Next says from where a page came, and nothing of which version it is. */
const safetyOf = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ordinary.has(name) && !/^x-nextjs-/.test(name)))

test('documents, files and pages that do not exist carry exactly the same headers of safety', async ({ request }) => {
  const home = await (await request.get('/')).text()
  const file = /src="(\/_next\/static\/[^"]+)"/.exec(home)![1]!
  for (const path of [...ready, `/patients/${randomUUID()}`, '/nothing-here', file, '/icon.svg']) {
    const reply = await request.get(path)
    const right = isDeepStrictEqual(safetyOf(reply.headers()), everywhere)
    figure('answers-with-other-headers', right ? 0 : 1, { of: 1 })
    expect(safetyOf(reply.headers()), path).toEqual(everywhere)
  }
})

test('no document lets a script run that is not ours', async ({ request }) => {
  for (const path of [...ready, '/nothing-here', `/patients/${randomUUID()}`]) {
    const policy = (await request.get(path)).headers()['content-security-policy']
    const scripts = sourcesOf(policy, 'script-src')
    expect(scripts.join(' '), path).not.toMatch(/unsafe|\*|https?:|data:|blob:/)
    for (const closed of ['default-src', 'object-src', 'base-uri', 'frame-ancestors', 'script-src-attr'])
      expect(sourcesOf(policy, closed), `${closed} of ${path}`).toEqual(["'none'"])
    expect(sourcesOf(policy, 'form-action')).toEqual(["'self'"])
    expect(sourcesOf(policy, 'connect-src')).toEqual(["'self'"])
  }
})

test('a nonce is good for one answer, and no such answer is stored', async ({ request }) => {
  const path = `/patients/${randomUUID()}`
  const nonces = new Set<string>()
  for (let asked = 0; asked < 10; asked++) {
    const reply = await request.get(path)
    const sources = sourcesOf(reply.headers()['content-security-policy'], 'script-src')
    const [nonce] = sources.filter((source) => source.startsWith("'nonce-"))
    expect(sources).toContain("'strict-dynamic'")
    expect(reply.headers()['cache-control']).toContain('no-store')
    expect(await reply.text()).toContain(`nonce="${nonce!.slice(7, -1)}"`)
    nonces.add(nonce!)
  }
  expect(nonces.size).toBe(10)
  // What is made at build can be stored: it has none.
  for (const ready of ['/', '/patients', '/nothing-here'])
    expect((await request.get(ready)).headers()['content-security-policy']).not.toContain('nonce-')
})

test('nobody outside can name a nonce that a page then takes', async ({ request }) => {
  const planted = "script-src 'nonce-planted'"
  for (const path of ['/', `/patients/${randomUUID()}`]) {
    const reply = await request.get(path, {
      headers: { 'Content-Security-Policy': planted, 'Content-Security-Policy-Report-Only': planted },
    })
    expect(await reply.text()).not.toContain('planted')
  }
})

/** Those on which storedScripts.spec.ts looks at the same. */
const seenThere = new Set(
  ['dashboard', 'patients', 'appointments', 'doctors', 'billing', 'users', 'messages', 'audit', 'settings'].map(
    (name) => `/${name}`,
  ),
)

test('every page works under its policy', async ({ page, request }) => {
  const seen = await watch(page)
  for (const path of ready.slice(0, 6)) {
    await page.goto(path)
    await settle(page)
  }
  await signInByForm(page, demoEmail('admin'), demoPassword)
  const token = await tokenOf(request, demoEmail('admin'), demoPassword)
  const found = await request.get('/api/users?limit=1', { headers: { Authorization: `Bearer ${token}` } })
  const [user] = ((await found.json()) as { items: { id: string }[] }).items
  const others = ready.slice(6).filter((path) => !seenThere.has(path))
  for (const path of [...others, `/users/${user!.id}`, '/nothing-here']) {
    await page.goto(path)
    await settle(page)
  }
  await page.goto('/patients')
  await page.getByRole('link', { name: 'Dashboard' }).first().click()
  await page.waitForURL('**/dashboard')
  await settle(page)
  expect(seen).toEqual({ violations: [], dialogs: [], errors: [] })
})

test('the policy stops a script that has got into a page all the same', async ({ page }) => {
  const seen = await watch(page)
  await signIn(page, 'admin')
  for (const path of ['/', `/patients/${randomUUID()}`]) {
    await page.goto(path)
    await settle(page)
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'alert(1)'
      const holder = document.createElement('div')
      holder.innerHTML = '<img src="x" onerror="alert(2)"><a href="javascript:alert(3)" id="planted">x</a>'
      document.body.append(holder)
      if (location.pathname === '/') document.body.append(script)
      document.getElementById('planted')!.click()
    })
    await page.waitForTimeout(500)
  }
  expect(seen.dialogs).toEqual([])
  expect(seen.violations.length).toBeGreaterThanOrEqual(4)
})

/** Speaks to the web server as no browser does. */
function trace(base: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(base.port), base.hostname)
    let said = ''
    socket
      .on('data', (chunk) => (said += chunk))
      .on('close', () => resolve(said))
      .on('error', reject)
    socket.write(`TRACE / HTTP/1.1\r\nHost: ${base.host}\r\nCookie: hms_access=secret\r\nConnection: close\r\n\r\n`)
  })
}

test('TRACE shows nobody their cookies', async ({ baseURL }) => {
  const said = await trace(new URL(baseURL!))
  expect(said).toMatch(/^HTTP\/1\.1 (405|400|501) /)
  expect(said).not.toContain('secret')
})

test('an address that is no text is no fault of ours', async ({ request }) => {
  for (const address of ['/patients/%E0%A4%A', '/%ff', '/api/patients/%E0%A4%A'])
    expect((await request.get(address)).status(), address).toBe(404)
})
