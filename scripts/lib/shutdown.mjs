import { whenOrphaned } from './processes.mjs'
import { bold, say, showFailure, step } from './ui.mjs'

/** Signals that arrive this close together are one key press: npm passes on what the terminal has sent already. */
const ONE_PRESS_MS = 1_000

class Stopped extends Error {}

/**
 * Ends what was begun, in reverse order, whatever the reason: a signal, a part that died, or a failure on the way up. A
 * second signal stops waiting for anything.
 */
export class Shutdown {
  #cleanups = []
  #force = []
  #abort = new AbortController()
  #fail
  #forced = false
  #firstSignalAt = 0

  constructor() {
    this.firstFailure = new Promise((resolve) => (this.#fail = resolve))
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => this.#onSignal())
    if (process.connected) process.once('disconnect', () => this.#onSignal())
    else whenOrphaned(() => this.#onSignal())
  }

  get signal() {
    return this.#abort.signal
  }

  /** `force` is what a second signal does while `cleanup` is still waiting; it must make that one end. */
  add(cleanup, force = () => {}) {
    this.#cleanups.push(cleanup)
    this.#force.push(force)
  }

  /** Everything stops when this promise brings a failure. */
  failOn(ended) {
    ended.then((failure) => this.#fail(failure))
  }

  watch(service) {
    this.failOn(service.ended)
    this.add(() => step(`Stopping the ${service.name}`, service.stop), service.kill)
  }

  /** Runs the clean-ups and ends the process: well without an error or when a signal asked for it, else with 1. */
  async finish(error = undefined) {
    const asked = error instanceof Stopped
    if (error && !asked) {
      showFailure(error)
      process.exitCode = 1
    }
    this.#abort.abort(error)
    for (const cleanup of this.#cleanups.reverse()) {
      try {
        await cleanup()
      } catch (problem) {
        showFailure(problem)
        process.exitCode = 1
      }
    }
    if (asked) say('Stopped; nothing is left running.')
    process.exit()
  }

  #onSignal() {
    const now = Date.now()
    if (!this.#firstSignalAt) {
      this.#firstSignalAt = now
      say(bold('\nStopping…'))
      const reason = new Stopped()
      this.#abort.abort(reason)
      this.#fail(reason)
    } else if (now - this.#firstSignalAt > ONE_PRESS_MS && !this.#forced) {
      this.#forced = true
      say('Stopping without waiting…')
      for (const force of this.#force) force()
    }
  }
}
