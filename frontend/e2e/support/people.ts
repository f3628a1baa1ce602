import { expect, type Page } from '@playwright/test'

export type DemoRole = 'admin' | 'doctor' | 'patient'

/** The demo hospital's sign-ins; they exist only there. */
export const demoPassword = 'Demo-Hospital-1'
export const demoEmail = (role: DemoRole) => `${role}@demo.hms`

/** Gives the browser of the page a session of its own, as the form does, without loading a page for it. */
export async function signIn(page: Page, role: DemoRole) {
  await signInAs(page, demoEmail(role), demoPassword)
}

export async function signInAs(page: Page, email: string, password: string) {
  const data = { email, password }
  const reply = await page.request.post('/api/auth/login', { data, headers: { 'X-HMS-Request': '1' } })
  expect(reply.status(), await reply.text()).toBe(200)
}

/** Opens the dashboard of whoever is signed in, and waits until the frame around it works. */
export async function openDashboard(page: Page) {
  await page.goto('/dashboard')
  await expect(page.getByRole('button', { name: /^Account of/ })).toBeVisible()
}

/** Signs in through the form, as a person does, up to the dashboard: for journeys that are about the entrance. */
export async function signInByForm(page: Page, email: string, password: string) {
  await page.goto('/sign-in')
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/dashboard')
  await expect(page.getByRole('button', { name: /^Account of/ })).toBeVisible()
}

export async function signOut(page: Page) {
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL('**/sign-in')
}
