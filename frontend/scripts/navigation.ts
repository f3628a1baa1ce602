/**
 * `npm run navigation -w frontend -- http://localhost:3000`: how long it takes from the press on a link of the navigation
 * until the heading of its page is painted, for somebody of each role. Wants the demo hospital in a production build at
 * that address. Writes the table in docs/performance-web.md; fails when the median of a link is above its goal.
 */
import { chromium, type Page } from '@playwright/test'
import { ensureChromium } from '../../scripts/lib/chromium.mjs'
import budgets from '../budgets.json' with { type: 'json' }
import { cookiesOf, demoPeople, writeTable } from './measured.ts'

const roles = Object.keys(demoPeople) as (keyof typeof demoPeople)[]
const rounds = Number(process.env.NAVIGATION_ROUNDS ?? 5)
/** Milliseconds. */
const { navigation: goal } = budgets.goals

const links = 'nav[aria-label] a[href]'

/** Begins to wait, in the page, for the press and for the frame after the next heading; brings the milliseconds between. */
function timeFromPress(href: string): Promise<number> {
  const last = document.querySelector('h1')
  return new Promise((resolve) => {
    addEventListener(
      'click',
      ({ timeStamp }) => {
        const look = () => {
          const heading = document.querySelector('main h1')
          const isThere = location.pathname === href && !last?.isConnected && heading?.checkVisibility()
          // The frame in which it stands is painted after this callback.
          if (isThere) requestAnimationFrame(() => resolve(performance.now() - timeStamp))
          else requestAnimationFrame(look)
        }
        look()
      },
      { capture: true, once: true },
    )
  })
}

async function press(page: Page, href: string): Promise<number> {
  const time = page.evaluate(timeFromPress, href)
  await page.locator(`${links}[href="${href}"]`).last().click()
  const taken = await time
  // As long as somebody needs to look at a page, and for its data to come.
  await page.waitForTimeout(700)
  return taken
}

async function measureRole(base: string, page: Page) {
  await page.goto(new URL('/dashboard', base).href)
  await page.locator(`${links}[aria-current="page"]`).last().waitFor()
  // Until the page has come to rest and has fetched what its links lead to.
  await page.waitForTimeout(6_000)
  const hrefs = await page.locator(links).evaluateAll((list) => list.map((link) => link.getAttribute('href') ?? ''))
  const pages = [...new Set(hrefs)].filter((href) => href !== '/dashboard')
  const times = new Map<string, number[]>()
  for (let round = 0; round < rounds; round++) {
    for (const href of [...pages, '/dashboard']) {
      const taken = await press(page, href)
      times.set(href, [...(times.get(href) ?? []), taken])
    }
  }
  return times
}

const base = process.argv[2] ?? process.env.LIGHTHOUSE_URL ?? 'http://localhost:3000'
const browser = await chromium.launch({
  executablePath: await ensureChromium(),
  args: ['--no-sandbox', '--disable-gpu'],
})
const rows = ['| who | link | median | slowest | goal |', '| --- | --- | ---: | ---: | ---: |']
for (const role of roles) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const pairs = (await cookiesOf(base, role)).split('; ').map((pair) => pair.split(/=(.*)/s))
  await context.addCookies(pairs.map(([name = '', value = '']) => ({ name, value, url: base })))
  for (const [href, list] of await measureRole(base, await context.newPage())) {
    const median = Math.round(list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!)
    rows.push(`| ${role} | \`${href}\` | **${median} ms** | ${Math.round(Math.max(...list))} ms | ${goal} ms |`)
    if (median > goal) process.exitCode = 1
  }
  await context.close()
}
await browser.close()
writeTable('navigation', rows)
process.stdout.write(`${rows.join('\n')}\n`)
