/** What a person sees while the scripts work: one line a step, with its time, and failures that say how to go on. */

const terminal = process.stdout.isTTY && !process.env.NO_COLOR
const paint = (code) => (text) => (terminal ? `\x1b[${code}m${text}\x1b[0m` : String(text))
export const bold = paint(1)
export const dim = paint(2)
export const red = paint(31)
export const green = paint(32)
export const yellow = paint(33)

/** Something went wrong that a person can mend; `hints` say how. Shown without a stack. */
export class Failure extends Error {
  constructor(message, hints = []) {
    super(message)
    this.name = 'Failure'
    this.hints = hints.filter(Boolean)
  }
}

export const say = (line = '') => console.log(line)

export function seconds(since) {
  const elapsed = (Date.now() - since) / 1000
  return elapsed < 60 ? `${elapsed.toFixed(1)} s` : `${Math.floor(elapsed / 60)} min ${Math.round(elapsed % 60)} s`
}

/** Announces the work, says every ten seconds that it still goes on, and how long it took in the end. */
export async function step(title, work) {
  const since = Date.now()
  say(`  ${dim('…')} ${title}`)
  const still = setInterval(() => say(dim(`    still: ${title} (${seconds(since)})`)), 10_000)
  try {
    const result = await work()
    say(`  ${green('✓')} ${title} ${dim(seconds(since))}`)
    return result
  } catch (error) {
    say(`  ${red('✗')} ${title} ${dim(seconds(since))}`)
    throw error
  } finally {
    clearInterval(still)
  }
}

export function showFailure(error) {
  if (!(error instanceof Failure)) return console.error(error)
  console.error(`\n${red(bold(error.message))}`)
  for (const hint of error.hints) console.error(`  ${String(hint).replaceAll('\n', '\n  ')}`)
}
