import { expect } from 'vitest'
import { type JobsWorker, startWorker } from '../../src/jobs/worker.ts'
import type { Carriers } from '../../src/services/carrier.ts'
import { smtpCarrier } from '../../src/services/emailService.ts'
import { twilioCarrier } from '../../src/services/smsService.ts'
import { type MessageRow, messageRow } from './messages.ts'
import { look } from './observer.ts'

/** Real carriers to a mail server and a text message service of the test. */
export function carriersTo(smtpUrl: string, apiBase: string): Carriers {
  return {
    email: smtpCarrier({ smtpUrl, from: 'HMS <no-reply@hospital.example>', domain: 'hospital.example' }),
    sms: twilioCarrier({ accountSid: 'AC1', authToken: 'secret', from: '+15550100', apiBase }),
  }
}

const workers: JobsWorker[] = []

/** A worker on the test file's own database, until `stopWorkers`. */
export function work(carriers: Carriers): void {
  workers.push(startWorker({ carriers, pollInterval: 50, handOverInterval: 50 }))
}

export async function stopWorkers(): Promise<void> {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
}

/** Makes jobs that wait for their next try due at once. */
const hurry = () =>
  look(`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE run_at > now() AND locked_at IS NULL`)

/** Waits until a message has come to the status; `impatient` skips the pauses between tries. */
export async function settled(id: string, status: string, impatient = false): Promise<MessageRow> {
  const statusNow = async () => {
    if (impatient) await hurry()
    return (await messageRow(id)).status
  }
  await expect.poll(statusNow, { timeout: 15_000, interval: 50 }).toBe(status)
  return messageRow(id)
}

/** Waits until a message was tried so often, in vain. */
export async function tried(id: string, times: number): Promise<MessageRow> {
  await expect
    .poll(() => messageRow(id), { timeout: 10_000, interval: 50 })
    .toMatchObject({
      attempts: times,
      last_error: expect.any(String),
    })
  return messageRow(id)
}
