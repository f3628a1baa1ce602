import { expect, type Page } from '@playwright/test'

export type DemoRole = 'admin' | 'doctor' | 'patient'

/** The demo hospital's sign-ins; they exist only there. */
export const demoPassword = 'Demo-Hospital-1'
export const demoEmail = (role: DemoRole) => `${role}@demo.hms`

/** Signs in through the form, as a person does, and waits for the dashboard. */
export async function signIn(page: Page, role: DemoRole) {
  await signInAs(page, demoEmail(role), demoPassword)
}

export async function signInAs(page: Page, email: string, password: string) {
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
