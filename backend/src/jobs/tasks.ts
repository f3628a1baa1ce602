import type { JobHelpers, TaskList } from 'graphile-worker'
import { z } from 'zod'
import { markOverdue, reconcilePayments } from '../services/billingService/index.ts'
import { CarrierError, type Carriers } from '../services/carrier.ts'
import { cleanUp, unlockLostJobs } from '../services/cleanUpService.ts'
import { askForNightWork } from '../services/dailyService.ts'
import { remind } from '../services/messageService/remind.ts'
import { send } from '../services/messageService/send.ts'
import { type AppIdentity, type Context, systemContext } from '../utils/context.ts'
import { describeError, logger } from '../utils/logger.ts'
import { Problem } from '../utils/problem.ts'

type Work = (ctx: Context<AppIdentity>, payload: unknown, helpers: JobHelpers) => Promise<unknown>

const MessagePayload = z.object({ messageId: z.uuid() })

/** What the worker can do. Each may run twice, and at once with itself, without doing its deed twice. */
export function makeTasks(carriers: Carriers): TaskList {
  let nightWorkAskedFor: string | null = null
  const works: Record<string, Work> = {
    'send-message': (ctx, payload, { job }) =>
      send(ctx, MessagePayload.parse(payload).messageId, carriers, job.attempts >= job.max_attempts),
    'appointment-reminders': (ctx) => remind(ctx),
    daily: async (ctx) => {
      nightWorkAskedFor = await askForNightWork(ctx, nightWorkAskedFor)
    },
    'mark-overdue': (ctx) => markOverdue(ctx.now),
    'reconcile-payments': (ctx) => reconcilePayments(ctx.now),
    'clean-up': (ctx) => cleanUp(ctx),
    'unlock-lost-jobs': (ctx) => unlockLostJobs(ctx),
  }
  return Object.fromEntries(Object.entries(works).map(([name, work]) => [name, carefully(name, work)]))
}

/** When what is started, in UTC; `daily` minds the hospital's zone itself. */
export const timetable = [
  { match: '*/5 * * * *', task: 'appointment-reminders' },
  { match: '*/5 * * * *', task: 'daily' },
  { match: '* * * * *', task: 'reconcile-payments' },
  { match: '* * * * *', task: 'unlock-lost-jobs' },
].map((item) => ({ ...item, options: { maxAttempts: 1, jobKey: item.task } }))

/** The queue stores and prints what is thrown, so only what names nobody gets through. */
function carefully(name: string, work: Work) {
  return async (payload: unknown, helpers: JobHelpers): Promise<void> => {
    try {
      await work(systemContext(`job-${helpers.job.id}`), payload, helpers)
    } catch (error) {
      if (error instanceof CarrierError) {
        logger.info({ task: name, job: helpers.job.id, reason: error.message }, 'a message waits for its next try')
        throw new Error(error.message)
      }
      logger.error({ task: name, job: helpers.job.id, error: describeError(error) }, 'a job failed')
      throw new Error(error instanceof Problem ? error.code : 'failed')
    }
  }
}
