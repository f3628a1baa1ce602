import { randomUUID } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { demoEmail, demoPassword, signOut } from './support/people'
import { tokenOf } from './support/hospital'
import { expectNoAxeViolations, settle } from './support/screens'
import { codeNow } from './support/totp'

const password = 'Seven lanterns over the quay'

/** Somebody of the journey's own, signed in on a page. */
async function signUp(page: Page): Promise<string> {
  const email = `factor-${randomUUID().slice(0, 8)}@journey.example`
  const body = { email, password, firstName: 'Ida', lastName: 'Holm', noticeVersion: 1 }
  const reply = await page.request.post('/api/auth/register', { data: body, headers: { 'X-HMS-Request': '1' } })
  expect(reply.status(), await reply.text()).toBe(201)
  await page.goto('/profile')
  await settle(page)
  return email
}

async function firstStep(page: Page, email: string) {
  await page.goto('/sign-in')
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible()
}

/** The buttons of the dialog with the codes that a note lies on, told once both are there. */
async function coveredByNotes(page: Page): Promise<(string | null)[]> {
  const told = await page.waitForFunction(() => {
    const dialog = document.querySelector('[role="dialog"]:has(li)')
    const notes = [...document.querySelectorAll('[data-sonner-toast]')].map((note) => note.getBoundingClientRect())
    if (!dialog || notes.length === 0) return null
    const window = dialog.getBoundingClientRect()
    const isUnder = (button: Element) => {
      const { top, bottom, left, right } = button.getBoundingClientRect()
      // What is scrolled out of the dialog is under nothing.
      const [from, to] = [Math.max(top, window.top), Math.min(bottom, window.bottom)]
      return (
        from < to && notes.some((note) => note.top < to && from < note.bottom && note.left < right && left < note.right)
      )
    }
    return { covered: [...dialog.querySelectorAll('button, a')].filter(isUnder).map((button) => button.textContent) }
  })
  return (await told.jsonValue())!.covered
}

test('somebody sets up an authenticator app with the keyboard, and signs in with a code and with a recovery code', async ({
  page,
}) => {
  const email = await signUp(page)
  const setUp = page.getByRole('button', { name: 'Set up', exact: true })
  await setUp.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible()
  await expectNoAxeViolations(page)
  const secret = (await page.getByTestId('totp-key').innerText()).replace(/\s/g, '')
  await expect(page.getByRole('textbox', { name: 'Code that the app shows now' })).toBeFocused()
  await page.setViewportSize({ width: 360, height: 640 })
  await page.keyboard.type(codeNow(secret))
  await page.keyboard.press('Enter')
  expect(await coveredByNotes(page)).toEqual([])
  await page.setViewportSize({ width: 1280, height: 800 })
  const codes = page.getByRole('list', { name: 'Recovery codes, each good once' }).getByRole('listitem')
  await expect(codes).toHaveCount(10)
  const [first] = await codes.allInnerTexts()
  await page.getByRole('button', { name: 'I have kept them' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^Set up on/)).toBeVisible()

  await signOut(page)
  await firstStep(page, email)
  await expectNoAxeViolations(page)
  await page.keyboard.type('000000')
  await page.keyboard.press('Enter')
  await expect(page.getByText('That was not right, or was used before.')).toBeVisible()
  // The code of the set-up is used; the next one is good already.
  await page.getByRole('textbox', { name: 'Code of your authenticator app' }).fill(codeNow(secret, 1))
  await page.keyboard.press('Enter')
  await page.waitForURL('**/dashboard')

  await signOut(page)
  await firstStep(page, email)
  await page.getByRole('button', { name: 'Use a recovery code' }).click()
  await page.getByRole('textbox', { name: 'Recovery code' }).fill(first!)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/dashboard')
})

test('a passkey is the second factor, and signs in without a password', async ({ page }) => {
  const client = await page.context().newCDPSession(page)
  await client.send('WebAuthn.enable')
  await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  const email = await signUp(page)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByRole('heading', { name: 'Keep these recovery codes' })).toBeVisible()
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByRole('button', { name: /^Rename/ }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Front desk')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Front desk')).toBeVisible()

  await signOut(page)
  await firstStep(page, email)
  await page.getByRole('button', { name: 'Continue with the passkey' }).click()
  await page.waitForURL('**/dashboard')

  await signOut(page)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL('**/dashboard')
})

test('a change of rights asks for a fresh proof in one dialog, and what was typed goes out after it', async ({
  page,
  request,
}) => {
  const token = await tokenOf(request, demoEmail('admin'), demoPassword)
  const tag = randomUUID().slice(0, 8)
  const made = await request.post('/api/users', {
    headers: { Authorization: `Bearer ${token}` },
    data: { email: `${tag}@journey.example`, role: 'patient', firstName: 'Lea', lastName: tag },
  })
  const { id } = (await made.json()) as { id: string }
  await page.goto('/sign-in')
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(demoEmail('admin'))
  await page.getByLabel('Password', { exact: true }).fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/dashboard')
  await page.goto(`/users/${id}`)
  await settle(page)
  // As eleven minutes after the sign-in: the first answer is the one that the API gives then.
  let proved = false
  await page.route(`**/api/users/${id}`, (route) => {
    if (route.request().method() !== 'PATCH' || proved) return route.continue()
    const body = { type: '/problems/step-up-required', code: 'step-up-required', title: 'Fresh proof', status: 403 }
    return route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(body) })
  })
  await page.route('**/api/auth/step-up', async (route) => {
    const reply = await route.fetch()
    proved = reply.ok()
    await route.fulfill({ response: reply })
  })
  const firstName = page.getByRole('textbox', { name: 'First name' })
  await firstName.fill('Leonie')
  await page.getByRole('button', { name: /^Save/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
  await expect(dialog).toBeVisible()
  await expectNoAxeViolations(page)
  await dialog.getByLabel('Password', { exact: true }).fill('not the password')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expect(dialog.getByText('This is not your password.')).toBeVisible()
  await dialog.getByLabel('Password', { exact: true }).fill(demoPassword)
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { level: 1, name: `Leonie ${tag}` })).toBeVisible()
})
