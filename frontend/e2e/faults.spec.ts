import { expect, test } from '@playwright/test'
import { startWebServer } from './support/webServer'

const word = 'ZPHI-6f0c1f0e'
const dsn = 'https://0123456789abcdef@sentry.example/7'

test('a broken page is told to Sentry, which is loaded only then, with nothing of what is on the page', async ({
  page,
}) => {
  // Pages may tell Sentry only where the server that made them knows of it.
  const web = await startWebServer({ NEXT_PUBLIC_SENTRY_DSN: dsn })
  const told: string[] = []
  let settings = 0
  await page.route('**/monitoring', (route) => {
    settings++
    return route.continue()
  })
  await page.route('https://sentry.example/**', (route) => {
    told.push(route.request().url() + JSON.stringify(route.request().headers()) + route.request().postData())
    return route.fulfill({ json: {}, headers: { 'access-control-allow-origin': '*' } })
  })
  await page.goto(`${web.url}/sign-in?next=/patients/${word}`)
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(`${word}@test.example`)
  expect(settings).toBe(0)
  await page.evaluate((text) => {
    setTimeout(() => {
      throw new TypeError(`cannot show ${text}`)
    })
    void Promise.reject(new Error(text))
  }, word)
  await expect.poll(() => told.length).toBe(2)
  expect(settings).toBe(1)
  expect(told.join('\n')).toContain('"transaction":"/sign-in"')
  expect(told.join('\n')).toContain('TypeError')
  // The header of the page's address is the browser's own and goes to other origins without path and query.
  expect(told.join('\n')).not.toContain(word)
  await web.stop()
})
