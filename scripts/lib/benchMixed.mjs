/** A hospital at work: reads and writes of several roles in one stream, for minutes, at one size. */
import { forgetJobs, withServers } from './benchMeasure.mjs'
import { say } from './ui.mjs'

export function measureMixed({ settings, ...context }) {
  const { connections, seconds } = settings.mixed
  const own = { ...settings, connections }
  return withServers({ ...context, settings: own }, settings.patients, async ({ load, world, database, signal }) => {
    const { patientCount: patients, visitCount: visits } = world
    say(
      `\n  Everything at once: ${connections} connections, ${seconds} s, ${patients} patients, ${visits} appointments`,
    )
    await forgetJobs(database)
    if (settings.warmupSeconds > 0) await load.call({ mixedSeconds: settings.warmupSeconds })
    signal.throwIfAborted()
    const report = await load.call({ mixedSeconds: seconds })
    if (report.errors > 0) say(`  ${report.errors} requests failed, the first: ${report.firstError}`)
    const { parts, ...all } = report
    return { patients, visits, connections, asked: seconds, all, parts }
  })
}
