// @covers ASVS-7.4.4
import { expect, test } from '@playwright/test'
import { demoEmail, demoPassword, openDashboard, signIn, signOut } from './support/people'
import { lookAt } from './support/screens'

test.describe('the entrance', () => {
  for (const [name, path] of [
    ['landing', '/'],
    ['sign-in', '/sign-in'],
    ['sign-up', '/sign-up'],
    ['forgot-password', '/forgot-password'],
    ['reset-password', '/reset-password?token=not-a-real-token-0000'],
    ['setup', '/setup#token=not-a-real-token-0000'],
  ] as const) {
    test(`${name} is accessible on every screen and in both themes`, async ({ page }) => {
      await page.goto(path)
      await lookAt(page, name)
    })
  }

  test('refuses a wrong password and keeps the address', async ({ page }) => {
    await page.goto('/sign-in')
    await page.getByRole('textbox', { name: 'E-mail address' }).fill('nobody@demo.hms')
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'wrong' })).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'E-mail address' })).toHaveValue('nobody@demo.hms')
  })

  test('keeps what was typed and sent before the page was alive, and out of its address', async ({ page }) => {
    await page.route('**/_next/static/**/*.js', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500))
      await route.continue()
    })
    await page.goto('/sign-in', { waitUntil: 'commit' })
    await page.getByRole('textbox', { name: 'E-mail address' }).fill('nobody@demo.hms')
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert').filter({ hasText: 'wrong' })).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'E-mail address' })).toHaveValue('nobody@demo.hms')
    expect(new URL(page.url()).search).toBe('')
  })

  test('sends a visitor to sign in and back to the page that was asked for', async ({ page }) => {
    await page.goto('/profile')
    await page.waitForURL('**/sign-in?next=%2Fprofile')
    await page.getByRole('textbox', { name: 'E-mail address' }).fill(demoEmail('admin'))
    await page.getByLabel('Password', { exact: true }).fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL('**/profile')
    await expect(page.getByText('This device')).toBeVisible()
    await lookAt(page, 'profile')
  })

  test('lets one out again, in every tab', async ({ page, context }) => {
    await signIn(page, 'patient')
    await openDashboard(page)
    const other = await context.newPage()
    await other.goto('/profile')
    await expect(other.getByRole('button', { name: /^Account of/ })).toBeVisible()
    await signOut(page)
    await other.waitForURL('**/sign-in')
  })
})

test.describe('the frame', () => {
  test('is driven by keyboard: palette, shortcuts, navigation', async ({ page }) => {
    await signIn(page, 'admin')
    await openDashboard(page)
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('combobox')).toBeFocused()
    await page.keyboard.type('audit')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/audit')
    await page.keyboard.press('g')
    await page.keyboard.press('d')
    await page.waitForURL('**/dashboard')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  })

  test('keeps the chosen theme', async ({ page }) => {
    await signIn(page, 'doctor')
    await openDashboard(page)
    await page.getByRole('button', { name: 'Switch between light and dark' }).click()
    await expect(page.locator('html')).toHaveClass(/dark/)
    await page.reload()
    await expect(page.locator('html')).toHaveClass(/dark/)
  })
})
