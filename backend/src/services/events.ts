import type { DayChange } from '@hms/contract/messages'
import { reach } from '@hms/contract/permissions'
import { db, type ReadTx } from '../config/database.ts'
import { type DayMark, dayMarks } from '../models/DayMark.ts'
import * as Message from '../models/Message.ts'
import { liveSessions } from '../models/Presence.ts'
import { systemIdentity, type UserContext, type UserIdentity } from '../utils/context.ts'
import type { EventStream } from '../utils/eventStream.ts'
import { describeError, logger } from '../utils/logger.ts'
import { Problem } from '../utils/problem.ts'
import { toNotification } from './messageService/wire.ts'

interface Listener {
  identity: UserIdentity
  stream: EventStream
  /** What it has been sent, or knew when it came: ids of the last minute. */
  seen: Set<string>
  /** How the visits of today stood when it was told last, as far as they concern it. */
  day?: string
  ready: boolean
}

const STREAMS_PER_PERSON = 5
const CATCH_UP = 200
/** Notifications have to be there within a second of the commit; no LISTEN, which transaction poolers do not carry. */
const POLL_MS = 700
/** At every so many looks the visits of today are looked at too: within some two seconds a front desk sees who has come. */
const LOOKS_PER_DAY_MARK = 3

const listeners = new Set<Listener>()
let timer: NodeJS.Timeout | undefined
let looks = 0
let stopped = false

/**
 * Tells a page of its person's notifications from now on, and of those after `lastEventId` that it has missed.
 *
 * @throws Problem `session-ended`; `too-many-requests` when the person has too many pages open; `unavailable` when the
 * process is stopping.
 */
export async function listen(ctx: UserContext, stream: EventStream, lastEventId: string | null): Promise<undefined> {
  const listener = admit(ctx.identity, stream)
  try {
    const missed = await db.read(ctx.identity, async (tx) => {
      tx.withoutAudit('own notifications, whose texts name nobody')
      const known = await Message.justTold(tx, [ctx.identity.userId])
      listener.seen = new Set(known.map(({ id }) => id))
      return lastEventId ? Message.toldAfter(tx, lastEventId, CATCH_UP) : []
    })
    if (stream.closed) return undefined
    stream.open()
    for (const row of missed) tell(listener, row)
    listener.ready = true
    watch()
    return undefined
  } catch (error) {
    listeners.delete(listener)
    throw error
  }
}

function admit(identity: UserIdentity, stream: EventStream): Listener {
  if (stopped) throw new Problem('unavailable', { retryAfterSeconds: 2 })
  const own = [...listeners].filter((other) => other.identity.userId === identity.userId)
  if (own.length >= STREAMS_PER_PERSON) throw new Problem('too-many-requests', { retryAfterSeconds: 10 })
  const listener: Listener = { identity, stream, seen: new Set(), ready: false }
  listeners.add(listener)
  stream.onClose(() => listeners.delete(listener))
  return listener
}

function tell({ stream, seen }: Listener, row: Message.NotificationRow): void {
  seen.add(row.id)
  stream.send('notification', toNotification(row), row.id)
}

/** One look for all listeners of this process, as long as there are any. */
function watch(): void {
  if (timer || stopped || listeners.size === 0) return
  timer = setTimeout(() => void lookAndGoOn(), POLL_MS)
}

async function lookAndGoOn(): Promise<void> {
  try {
    await look()
  } catch (error) {
    logger.warn({ error: describeError(error) }, 'could not look for notifications')
  }
  timer = undefined
  watch()
}

async function look(): Promise<void> {
  const present = [...listeners].filter(({ ready }) => ready)
  const { alive, news, days } = await db.read(systemIdentity, async (tx) => {
    tx.withoutAudit('whether sessions are alive, notifications for their own readers, and whether the day has changed')
    return {
      days: await changesOfDay(tx, present),
      alive: await liveSessions(
        tx,
        present.map(({ identity }) => identity.sessionId),
      ),
      news: await Message.justTold(tx, [...new Set(present.map(({ identity }) => identity.userId))]),
    }
  })
  const recent = new Set(news.map(({ id }) => id))
  for (const listener of present) {
    const { identity, stream, seen } = listener
    if (alive.get(identity.sessionId) !== identity.role) {
      stream.send('ended', {})
      stream.end()
      listeners.delete(listener)
      continue
    }
    for (const row of news) if (row.userId === identity.userId && !seen.has(row.id)) tell(listener, row)
    for (const id of seen) if (!recent.has(id)) seen.delete(id)
    if (days) tellOfDay(listener, days)
  }
}

/** Null when nobody is there who may see the visits of others, or it is not their turn. */
async function changesOfDay(tx: ReadTx, present: readonly Listener[]): Promise<DayMark[] | null> {
  const isWanted = present.some(({ identity }) => seesVisits(identity))
  return isWanted && looks++ % LOOKS_PER_DAY_MARK === 0 ? dayMarks(tx) : null
}

const seesVisits = ({ role }: UserIdentity) => role !== 'patient' && reach(role, 'appointment:read') !== 'no'

/** Says that it is worth asking again, unless one has asked already: what has changed is told to whoever may read it. */
function tellOfDay(listener: Listener, days: readonly DayMark[]): void {
  const { identity, stream } = listener
  if (!seesVisits(identity)) return
  const isTheirs = ({ doctorUserId }: DayMark) =>
    reach(identity.role, 'appointment:read') === 'all' || doctorUserId === identity.userId
  const theirs = days.filter(isTheirs)
  const mark = theirs.reduce((sum, one) => sum + BigInt(one.mark), 0n).toString()
  const change: DayChange = { date: theirs[0]?.date ?? null, mark }
  const now = JSON.stringify(change)
  if (listener.day !== undefined && listener.day !== now) stream.send('day', change)
  listener.day = now
}

/** Ends every stream and takes no further ones, so that the server can close; pages connect again elsewhere. */
export function stopEvents(): void {
  stopped = true
  clearTimeout(timer)
  for (const { stream } of listeners) stream.end()
  listeners.clear()
}
