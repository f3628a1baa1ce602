import type { Server } from 'node:http'
import { expect, type Page } from '@playwright/test'
import { Provider } from 'oidc-provider'

/** The sign-in service that the hospital under test was told of when it was started. */
export const service = {
  issuer: process.env.OIDC_ISSUER ?? '',
  name: process.env.OIDC_NAME ?? '',
}

/** Starts it, with its own pages: whoever types an e-mail address there is that person, with any password. */
export async function startService(): Promise<{ close: () => void }> {
  expect(service.issuer, 'OIDC_ISSUER names the port that the service of this test takes').not.toBe('')
  const provider = new Provider(service.issuer, {
    clients: [
      {
        client_id: process.env.OIDC_CLIENT_ID!,
        client_secret: process.env.OIDC_CLIENT_SECRET!,
        redirect_uris: [`${process.env.E2E_BASE_URL}/api/auth/oidc/callback`],
        post_logout_redirect_uris: [`${process.env.E2E_BASE_URL}/api/auth/oidc/signed-out`],
      },
    ],
    cookies: { keys: ['cookies of a test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ sub, email: sub, email_verified: true }) }),
  })
  const { port, hostname } = new URL(service.issuer)
  const server = await new Promise<Server>((resolve) => {
    const listening: Server = provider.listen(Number(port), hostname, () => resolve(listening))
  })
  return { close: () => (server.close(), server.closeAllConnections()) }
}

/** Signs in there, and agrees if it asks. */
export async function signInThere(page: Page, email: string) {
  await page.waitForURL(`${service.issuer}/interaction/**`)
  await page.locator('input[name=login]').fill(email)
  await page.locator('input[name=password]').fill('any password')
  await page.locator('button[type=submit]').click()
  const agree = page.getByRole('button', { name: 'Continue' })
  await expect(agree.or(page.locator('#content'))).toBeVisible()
  if (await agree.isVisible()) await agree.click()
}

/** Says there that the sign-out is meant. */
export async function signOutThere(page: Page) {
  await page.waitForURL(`${service.issuer}/session/end**`)
  await page.getByRole('button', { name: 'Yes, sign me out' }).click()
}
