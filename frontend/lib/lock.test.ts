import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { waitFor } from '@testing-library/react'
import { fakeApi, problem } from '@/tests/support'
import { call, endpoints } from './api'
import { isLocked, lockScreen, onLock, onLockElsewhere, openScreen } from './lock'

beforeEach(() => {
  window.scrollTo = jest.fn()
  localStorage.clear()
  document.title = 'Patients · HMS'
  document.body.innerHTML = '<div id="site"><p>Quillfeather</p><input value="" /></div>'
  document.querySelector('input')!.value = 'Half a sentence'
})
afterEach(async () => {
  if (isLocked()) openScreen()
  await waitFor(() => expect(history.state?.held).toBeUndefined())
})

describe('a locked screen', () => {
  it('leaves nothing of the page in the document, and puts all of it back', () => {
    document.querySelector('input')!.focus()
    const site = document.getElementById('site')
    lockScreen()
    expect(document.documentElement.outerHTML).not.toContain('Quillfeather')
    expect(document.querySelectorAll('input')).toHaveLength(0)
    openScreen()
    expect(document.getElementById('site')).toBe(site)
    expect(document.querySelector('input')!.value).toBe('Half a sentence')
    expect(document.activeElement).toBe(document.querySelector('input'))
  })

  it('keeps nothing of it in the browser’s storage', () => {
    lockScreen()
    expect(Object.entries({ ...localStorage, ...sessionStorage })).toEqual([
      ['hms.locked', expect.stringMatching(/^\d+$/)],
    ])
    openScreen()
    expect({ ...localStorage }).toEqual({})
  })

  it('lets no key or press reach the page behind', () => {
    const page = jest.fn()
    for (const type of ['keydown', 'pointerdown']) window.addEventListener(type, page)
    lockScreen()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))
    expect(page).not.toHaveBeenCalled()
    openScreen()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    expect(page).toHaveBeenCalledTimes(1)
  })

  it('holds the way back, however many steps are taken at once, and leaves the history as it was when it is open again', async () => {
    const page = jest.fn()
    history.replaceState({ page: 'first' }, '', '/first')
    history.pushState({ page: 'second' }, '', '/second')
    window.addEventListener('popstate', page)
    lockScreen()
    const held = { page: 'second', held: 20 }
    expect(history.state).toEqual(held)
    const go = jest.spyOn(history, 'go')
    // The last one leads before the page, as an earlier step of the same document.
    for (const steps of [1, 3, 19, 20, 21]) {
      go.mockClear()
      history.go(-steps)
      await waitFor(() => expect(go.mock.calls.length).toBeGreaterThan(1))
      await waitFor(() => expect(history.state).toEqual(held))
    }
    expect(location.pathname).toBe('/second')
    openScreen()
    await waitFor(() => expect(history.state).toEqual({ page: 'second' }))
    expect(page).not.toHaveBeenCalled()
    history.back()
    await waitFor(() => expect(page).toHaveBeenCalledTimes(1))
    expect(location.pathname).toBe('/first')
  })

  it('is told of, here and in other tabs', () => {
    const [here, locks, opens] = [jest.fn(), jest.fn(), jest.fn()]
    const stops = [onLock(here), onLockElsewhere(locks, opens)]
    lockScreen()
    lockScreen()
    expect(here).toHaveBeenCalledTimes(1)
    window.dispatchEvent(new StorageEvent('storage', { key: 'hms.locked', newValue: '1' }))
    window.dispatchEvent(new StorageEvent('storage', { key: 'hms.locked', newValue: null }))
    expect([locks.mock.calls.length, opens.mock.calls.length]).toEqual([1, 1])
    stops.forEach((stop) => stop())
  })
})

describe('requests', () => {
  it('wait while the screen is locked, and go out when it is open', async () => {
    const received = fakeApi({ 'GET /settings': { body: { name: 'Demo' } } })
    lockScreen()
    const reply = call(endpoints.settings.get)
    await Promise.resolve()
    expect(received).toEqual([])
    openScreen()
    await expect(reply).resolves.toEqual({ name: 'Demo' })
  })

  it('lock the screen when the API says so, and are sent again afterwards', async () => {
    let isOpen = false
    const body = { reason: 'Typed already' }
    const received = fakeApi({
      'POST /appointments/1/cancel': () => (isOpen ? { body: { id: '1' } } : problem(401, 'session-locked')),
    })
    const reply = call(endpoints.appointments.cancel, { params: { id: '1' }, body: body as never })
    await new Promise((resolve) => setTimeout(resolve))
    expect(isLocked()).toBe(true)
    isOpen = true
    openScreen()
    await expect(reply).resolves.toEqual({ id: '1' })
    expect(received.map((request) => request.body)).toEqual([body, body])
  })

  it('lock it, too, when the session can only not be renewed because it is locked', async () => {
    let isOpen = false
    fakeApi({
      'GET /settings': () => (isOpen ? { body: {} } : problem(401, 'not-signed-in')),
      'POST /auth/refresh': problem(401, 'session-locked'),
    })
    const reply = call(endpoints.settings.get)
    await new Promise((resolve) => setTimeout(resolve))
    expect(isLocked()).toBe(true)
    isOpen = true
    openScreen()
    await expect(reply).resolves.toEqual({})
  })

  it('that open the screen or sign out do not wait', async () => {
    fakeApi({
      'POST /auth/unlock': problem(401, 'invalid-credentials'),
      'POST /auth/lock': problem(401, 'session-locked'),
      'POST /auth/logout': { status: 204 },
    })
    lockScreen()
    await expect(call(endpoints.lock.unlock, { body: { password: 'x' } })).rejects.toMatchObject({
      code: 'invalid-credentials',
    })
    await expect(call(endpoints.lock.lock)).rejects.toMatchObject({ code: 'session-locked' })
    await expect(call(endpoints.auth.logout)).resolves.toBeUndefined()
  })
})

describe('whatever hangs outside its place in the page', () => {
  it('hangs where a locked screen takes it away', () => {
    const components = path.join(__dirname, '..', 'components')
    const files = readdirSync(components, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx$/.test(file))
    const portals = files.flatMap((file) => {
      const text = readFileSync(path.join(components, file), 'utf8')
      return [...text.matchAll(/<[\w.]*Portal\b[^>]*>|createPortal\(/g)].map(([portal]) => `${file}: ${portal}`)
    })
    expect(portals.length).toBeGreaterThan(5)
    const elsewhere = portals.filter((portal) => !portal.includes('container={overlays()}'))
    // The lock screen itself, and the warning before it, which says where.
    const host = path.join('shell', 'lock-host.tsx')
    expect(elsewhere).toEqual([`${host}: createPortal(`, `${host}: createPortal(`])
  })
})
