/**
 * `npm run lighthouse -w frontend -- http://localhost:3000`: Lighthouse's performance score of the screens that people
 * open most, on its throttled mobile profile, each the median of several runs. Wants the demo hospital in a production
 * build at that address and a quiet machine. Writes docs/performance-web.json and the table in docs/performance-web.md;
 * fails when a page is below its goal.
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import * as chromeLauncher from 'chrome-launcher'
import lighthouse from 'lighthouse'
import { ensureChromium } from '../../scripts/lib/chromium.mjs'
import budgets from '../budgets.json' with { type: 'json' }
import { cookiesOf, docs, writeTable } from './measured.ts'

const runs = Number(process.env.LIGHTHOUSE_RUNS ?? 3)
const { lighthouse: goal, lighthouseCalendar: calendarGoal } = budgets.goals

const pages = [
  { name: 'Sign-in', path: '/sign-in', role: null, goal },
  { name: 'Dashboard (administrator)', path: '/dashboard', role: 'admin', goal },
  { name: 'Patients', path: '/patients', role: 'admin', goal },
  { name: 'Booking (patient)', path: '/appointments/new', role: 'patient', goal },
  { name: 'Booking (front desk)', path: '/appointments/new', role: 'admin', goal },
  { name: 'Calendar (doctor)', path: '/appointments', role: 'doctor', goal: calendarGoal },
] as const

interface Figures {
  /** 0 to 100. */
  score: number
  /** Milliseconds, but for `cls`, which has no unit, and `scriptKiB`. */
  fcp: number
  lcp: number
  tbt: number
  si: number
  cls: number
  scriptKiB: number
}

async function runOnce(url: string, cookie: string | null, port: number): Promise<Figures> {
  const result = await lighthouse(url, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: ['performance'],
    ...(cookie ? { extraHeaders: { Cookie: cookie } } : {}),
  })
  if (!result) throw new Error(`Lighthouse brought nothing for ${url}.`)
  const { audits, categories, runtimeError, finalDisplayedUrl } = result.lhr
  if (runtimeError) throw new Error(`${url}: ${runtimeError.message}`)
  // A session that did not work leads to the sign-in, which would pass for the page.
  if (new URL(finalDisplayedUrl).pathname !== new URL(url).pathname)
    throw new Error(`${url} led to ${finalDisplayedUrl}.`)
  const value = (name: string) => audits[name]?.numericValue ?? Number.NaN
  const requests =
    (audits['network-requests']?.details as { items?: { resourceType: string; transferSize: number }[] }).items ?? []
  const scripts = requests.filter(({ resourceType }) => resourceType === 'Script')
  return {
    score: Math.round((categories.performance?.score ?? 0) * 100),
    fcp: Math.round(value('first-contentful-paint')),
    lcp: Math.round(value('largest-contentful-paint')),
    tbt: Math.round(value('total-blocking-time')),
    si: Math.round(value('speed-index')),
    cls: Number(value('cumulative-layout-shift').toFixed(4)),
    scriptKiB: Math.round(scripts.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1024),
  }
}

const median = (list: Figures[]) => list.toSorted((a, b) => a.score - b.score)[Math.floor(list.length / 2)]!

async function measure(base: string) {
  const chromePath = await ensureChromium()
  const measured = []
  for (const page of pages) {
    const cookie = page.role && (await cookiesOf(base, page.role))
    const list: Figures[] = []
    for (let run = 0; run < runs; run++) {
      const chrome = await chromeLauncher.launch({
        chromePath,
        chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
      })
      try {
        list.push(await runOnce(new URL(page.path, base).href, cookie, chrome.port))
      } finally {
        chrome.kill()
      }
    }
    const figures = median(list)
    process.stdout.write(
      `${page.name.padEnd(28)} ${figures.score} (goal ${page.goal}; ${list.map(({ score }) => score).join(', ')})\n`,
    )
    measured.push({ ...page, ...figures, scores: list.map(({ score }) => score) })
  }
  return measured
}

function write(measured: Awaited<ReturnType<typeof measure>>) {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`
  const rows = measured.map(
    (page) =>
      `| ${page.name} | **${page.score}** | ${page.goal} | ${seconds(page.fcp)} | ${seconds(page.lcp)} | ${page.tbt} ms | ${seconds(page.si)} | ${page.cls} | ${page.scriptKiB} |`,
  )
  const head =
    '| page | score | goal | FCP | LCP | TBT | SI | CLS | scripts, KiB |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |'
  writeTable('lighthouse', [head, ...rows])
  writeFileSync(path.join(docs, 'performance-web.json'), `${JSON.stringify({ runs, pages: measured }, null, 2)}\n`)
}

const base = process.argv[2] ?? process.env.LIGHTHOUSE_URL ?? 'http://localhost:3000'
const measured = await measure(base)
write(measured)
if (measured.some(({ score, goal }) => score < goal)) process.exitCode = 1
