import type { JobHelpers, TaskList } from 'graphile-worker'
import { z } from 'zod'
import { watchLog } from '../services/alertService/index.ts'
import { mindLog } from '../services/auditChain/mind.ts'
import { tellAnchors } from '../services/auditChain/tell.ts'
import { keepRegister } from '../services/backupService/keepRegister.ts'
import { runBackup } from '../services/backupService/runBackup.ts'
import { mindBackups } from '../services/backupService/schedule.ts'
import { markOverdue, reconcilePayments } from '../services/billingService/index.ts'
import { CarrierError, type Carriers } from '../services/carrier.ts'
import { cleanUp, unlockLostJobs } from '../services/cleanUpService.ts'
import { askForNightWork } from '../services/dailyService.ts'
import { rotateInTurns } from '../services/keyService/index.ts'
import { remind } from '../services/messageService/remind.ts'
import { send } from '../services/messageService/send.ts'
import { type AppIdentity, type Context, systemContext } from '../utils/context.ts'
import { reportFault } from '../utils/faults.ts'
import { logger } from '../utils/logger.ts'
import { observed } from '../utils/observer.ts'
import { Problem } from '../utils/problem.ts'
import { withRequestId } from '../utils/requestScope.ts'

type Work = (ctx: Context<AppIdentity>, payload: unknown, helpers: JobHelpers) => Promise<unknown>

const MessagePayload = z.object({ messageId: z.uuid() })
const VerifyPayload = z.object({ scope: z.enum(['newest', 'all']), from: z.coerce.bigint().optional() })

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
    'mind-backups': (ctx) => mindBackups(ctx),
    'rotate-keys': (ctx) => rotateInTurns(ctx),
    'watch-access': (ctx) => watchLog(ctx),
    'anchor-audit': (ctx) => tellAnchors(ctx, carriers.email),
    'verify-audit': (ctx, payload) => {
      const { scope, from } = VerifyPayload.parse(payload)
      return mindLog(ctx, scope, from)
    },
    'keep-erasures': (ctx) => keepRegister(ctx),
    backup: (_ctx, _payload, { abortSignal }) => runBackup(abortSignal),
  }
  return Object.fromEntries(Object.entries(works).map(([name, work]) => [name, carefully(name, work)]))
}

/** When what is started, in UTC; `daily` minds the hospital's zone itself. */
export const timetable = [
  { match: '*/5 * * * *', task: 'appointment-reminders' },
  { match: '*/5 * * * *', task: 'daily' },
  { match: '*/5 * * * *', task: 'mind-backups' },
  { match: '* * * * *', task: 'reconcile-payments' },
  { match: '* * * * *', task: 'unlock-lost-jobs' },
  { match: '* * * * *', task: 'anchor-audit' },
  { match: '* * * * *', task: 'watch-access' },
  { match: '17 * * * *', task: 'verify-audit', payload: { scope: 'newest' } },
].map((item) => ({ ...item, options: { maxAttempts: 1, jobKey: item.task } }))

/** The queue stores and prints what is thrown, so only what names nobody gets through. */
function carefully(name: string, work: Work) {
  return async (payload: unknown, helpers: JobHelpers): Promise<void> => {
    const begun = performance.now()
    const requestId = `job-${helpers.job.id}`
    const ended = (outcome: 'done' | 'put-off' | 'failed') =>
      observed.onJob({ task: name, ms: performance.now() - begun, outcome })
    try {
      await withRequestId(requestId, () => work(systemContext(requestId), payload, helpers))
      ended('done')
    } catch (error) {
      ended(error instanceof CarrierError ? 'put-off' : 'failed')
      throw withRequestId(requestId, () => told(name, error))
    }
  }
}

/** Leaves the failure in the log, and makes of it what the queue may keep. */
function told(task: string, error: unknown): Error {
  if (error instanceof CarrierError) {
    logger.info({ task, reason: error.message }, 'a message waits for its next try')
    return new Error(error.message)
  }
  reportFault('a job failed', error, { task })
  return new Error(error instanceof Problem ? error.code : 'failed')
}
