import { expect, test } from '@playwright/test'
import { aBill } from './support/hospital'
import { openDashboard, signIn } from './support/people'
import { lookAt } from './support/screens'

test.describe('the dashboards', () => {
  for (const [role, proof] of [
    ['admin', 'Appointments'],
    ['doctor', 'Next week'],
    ['patient', 'Next appointment'],
  ] as const) {
    test(`show each ${role} the own day, on every screen and in both themes`, async ({ page }) => {
      await signIn(page, role)
      await openDashboard(page)
      await expect(page.getByRole('heading', { name: proof, exact: true })).toBeVisible()
      await lookAt(page, `dashboard-${role}`)
    })
  }

  test('say what a figure counts and show charts as tables', async ({ page }) => {
    await signIn(page, 'admin')
    await openDashboard(page)
    await page.getByRole('button', { name: 'What is “No-shows”?' }).click()
    await expect(page.getByText('Booked patients who did not come')).toBeVisible()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Appointments: Show as table' }).click()
    await expect(page.getByRole('table', { name: 'Appointments' })).toContainText('Total')
    await page
      .getByRole('link', { name: /bills?$/ })
      .last()
      .click()
    await page.waitForURL('**/billing?status=overdue')
    await expect(page.getByRole('combobox', { name: 'Status' })).toHaveValue('overdue')
  })
})

test.describe('billing', () => {
  test('is a list with what is overdue in sight', async ({ page }) => {
    await signIn(page, 'admin')
    await page.goto('/billing')
    await expect(page.getByRole('link', { name: /^INV-/ }).first()).toBeVisible()
    await lookAt(page, 'billing-admin')
  })

  test('raises a bill with the keyboard alone, records a part, refuses too much', async ({ page }) => {
    await signIn(page, 'admin')
    await page.goto('/billing/new')
    const patient = page.getByLabel('Patient', { exact: true })
    await expect(patient).toBeFocused()
    await page.keyboard.press('Enter')
    await page.keyboard.type('Elena')
    await expect(page.getByRole('option', { name: /^Elena/, selected: true })).toBeVisible()
    await expect(page.getByRole('listbox')).toHaveAttribute('aria-busy', 'false')
    await page.keyboard.press('Enter')
    await expect(patient).toContainText('Elena')
    await page.getByLabel('What for').fill('Dressings')
    const first = page.getByRole('group', { name: 'Line 1' })
    await first.getByLabel('Item').fill('Dressing, large')
    await first.getByLabel('Quantity').fill('3')
    await first.getByLabel('Unit price').fill('0.10')
    await page.keyboard.press('Enter')
    const second = page.getByRole('group', { name: 'Line 2' })
    await expect(second.getByLabel('Item')).toBeFocused()
    await page.keyboard.type('Bandage')
    await second.getByLabel('Unit price').fill('0,70')
    await expect(page.getByRole('status').filter({ hasText: '$1.00' })).toBeVisible()
    await lookAt(page, 'billing-new')
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/billing\/[0-9a-f-]{36}$/)

    await page.getByRole('button', { name: 'Record payment' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Amount/).fill('5')
    await dialog.getByRole('button', { name: /^Record/ }).click()
    await expect(dialog.getByText('At most $1.00, the balance')).toBeVisible()
    await dialog.getByLabel(/^Amount/).fill('0.40')
    await dialog.getByRole('button', { name: 'Record $0.40' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByText('$0.60')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Void bill' })).toBeHidden()
    await lookAt(page, 'bill-admin')
    await page.getByRole('link', { name: 'Print receipt' }).click()
    await expect(page.getByRole('heading', { name: 'Receipt' })).toBeVisible()
    await lookAt(page, 'receipt')
  })

  test('voids a bill only with a reason', async ({ page, request }) => {
    await signIn(page, 'admin')
    await page.goto(`/billing/${await aBill(request)}`)
    await page.getByRole('button', { name: 'Void bill' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('button', { name: 'Void bill' }).click()
    await expect(dialog.getByLabel('Reason')).toBeFocused()
    await expect(dialog.getByText('Required')).toBeVisible()
    await dialog.getByLabel('Reason').fill('Raised twice')
    await dialog.getByRole('button', { name: 'Void bill' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByText('Raised twice')).toBeVisible()
    await expect(page.getByText('Void', { exact: true }).first()).toBeVisible()
  })

  test('lets a patient pay: declined in place, then a part, with a receipt', async ({ page }) => {
    await signIn(page, 'patient')
    await page.goto('/billing')
    await expect(page.getByText('You owe')).toBeVisible()
    await lookAt(page, 'billing-patient')
    await page.getByRole('link', { name: /^Pay/ }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('Test provider: no money moves')).toBeVisible()
    await lookAt(page, 'pay-dialog')
    await dialog.getByLabel(/^Amount/).fill('0.05')
    await dialog.getByRole('radio', { name: 'Decline the payment' }).click()
    await dialog.getByRole('button', { name: 'Pay $0.05' }).click()
    await expect(dialog.getByRole('alert')).toContainText('The payment was declined')
    await expect(dialog.getByLabel(/^Amount/)).toHaveValue('0.05')
    await dialog.getByRole('radio', { name: 'Approve the payment' }).click()
    await dialog.getByRole('button', { name: 'Pay $0.05' }).click()
    await expect(dialog.getByText(/^\$0.05 received/)).toBeVisible()
    await dialog.getByRole('link', { name: 'Show receipt' }).click()
    await page.waitForURL('**/receipt')
    await expect(page.getByRole('heading', { name: 'Receipt' })).toBeVisible()
  })
})
