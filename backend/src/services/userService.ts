import { Id } from '@hms/contract/common'
import type { CreateUser, UpdateUser, User as WireUser, UserQuery } from '@hms/contract/users'
import { z } from 'zod'
import { db, type WriteTx } from '../config/database.ts'
import * as AccountRecords from '../models/AccountRecords.ts'
import * as OneTimeToken from '../models/OneTimeToken.ts'
import * as Session from '../models/Session.ts'
import * as User from '../models/User.ts'
import type { Context, UserContext } from '../utils/context.ts'
import { decodeCursor, toPage } from '../utils/cursor.ts'
import { hashPassword } from '../utils/password.ts'
import { requireGoodPassword } from '../utils/passwordPolicy.ts'
import { found } from '../utils/problem.ts'
import { toWireUtc } from '../utils/time.ts'
import { audit } from './auditService.ts'
import { hospitalName } from './hospitalName.ts'
import { postPasswordLink } from './passwordLink.ts'

export function toWireUser(user: User.User): WireUser {
  return {
    id: user.id,
    email: user.email,
    role: user.role,
    firstName: user.firstName,
    lastName: user.lastName,
    active: user.disabledAt === null,
    secondFactor: user.secondFactor,
    lastSignInAt: user.lastSignInAt && toWireUtc(user.lastSignInAt),
    createdAt: toWireUtc(user.createdAt),
    updatedAt: toWireUtc(user.updatedAt),
  }
}

/** A place in the list: microseconds since the epoch, and an id. */
const placeShapes = [z.string().regex(/^\d{1,16}$/), Id]

const person = { resourceType: 'Person' } as const

type Account = Omit<CreateUser, 'password'> & { passwordHash: string | null }

/**
 * An account whose password has been looked at and hashed: slow on purpose, so it is done before a transaction begins.
 * @throws Problem `invalid` at `pointer`
 */
export async function withHash({ password, ...account }: CreateUser, pointer = '/password'): Promise<Account> {
  if (password === undefined) return { ...account, passwordHash: null }
  await requireGoodPassword(password, { ...account, hospital: await hospitalName() }, pointer)
  return { ...account, passwordHash: await hashPassword(password) }
}

/**
 * Makes an account in the caller's transaction, with a patient record when it is a patient's. Without a password the
 * person is invited by mail to choose one. Leaves the audit row to the caller.
 * @throws Problem `email-taken` (from the database, at once)
 */
export async function createAccount(
  tx: WriteTx,
  ctx: Context,
  account: Account,
): Promise<{ user: User.User; patientId: string | null }> {
  const user = await User.insert(tx, account)
  const patientId = user.role === 'patient' ? await AccountRecords.addPatient(tx, user.id, user) : null
  if (account.passwordHash === null) await postPasswordLink(tx, ctx, user.id, 'invitation')
  return { user, patientId }
}

/** LIKE patterns for the words of a search, in which `%`, `_` and `\` stand for themselves. */
function patternsOf(q: string | undefined): string[] {
  const words = (q ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
}

/** Users whose name or address holds every word of `q`, newest first. */
export function list(ctx: UserContext, query: UserQuery): Promise<{ items: WireUser[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, placeShapes) as User.UserPlace | null
  const active = query.active === undefined ? undefined : query.active === 'true'
  return db.read(ctx.identity, async (tx) => {
    const filter = { patterns: patternsOf(query.q), role: query.role, active }
    const rows = await User.list(tx, filter, after, query.limit)
    await audit(tx, ctx, { ...person, action: 'R', operation: 'user.list' })
    const { items, nextCursor } = toPage(rows, query.limit, (row) => [row.place, row.id])
    return { items: items.map(toWireUser), nextCursor }
  })
}

export function get(ctx: UserContext, id: string): Promise<WireUser> {
  return db.read(ctx.identity, async (tx) => {
    const user = found(await User.find(tx, id))
    await audit(tx, ctx, { ...person, action: 'R', operation: 'user.read', resource: user })
    return toWireUser(user)
  })
}

export async function create(ctx: UserContext, request: CreateUser): Promise<WireUser> {
  const account = await withHash(request)
  return db.write(ctx.identity, async (tx) => {
    const { user, patientId } = await createAccount(tx, ctx, account)
    const patientIds = patientId ? [patientId] : []
    await audit(tx, ctx, { ...person, action: 'C', operation: 'user.create', resource: user, patientIds })
    return toWireUser(user)
  })
}

/**
 * Edits an account. Names follow into the person's patient and doctor record; whoever loses the account or changes roles
 * is signed out everywhere.
 * @throws Problem `last-admin`, `email-taken`, `not-found`
 */
export function update(ctx: UserContext, id: string, changes: UpdateUser): Promise<WireUser> {
  return db.write(ctx.identity, async (tx) => {
    const { user, patientIds } = await change(tx, ctx, id, changes)
    const changedFields = Object.keys(changes)
    await audit(tx, ctx, {
      ...person,
      action: 'U',
      operation: 'user.update',
      resource: user,
      patientIds,
      changedFields,
    })
    return toWireUser(user)
  })
}

/** Disables the account; what the person has written keeps its author. */
export function remove(ctx: UserContext, id: string): Promise<void> {
  return db.write(ctx.identity, async (tx) => {
    const { user, patientIds } = await change(tx, ctx, id, { active: false })
    const changedFields = ['active']
    await audit(tx, ctx, {
      ...person,
      action: 'D',
      operation: 'user.delete',
      resource: user,
      patientIds,
      changedFields,
    })
  })
}

/** Ends all sessions of a person, as after a device was lost. The account stays as it is. @throws Problem `not-found` */
export function signOut(ctx: UserContext, id: string): Promise<void> {
  return db.write(ctx.identity, async (tx) => {
    const user = found(await User.find(tx, id))
    await Session.revokeAll(tx, id, ctx.now, 'signed-out-by-administrator')
    await audit(tx, ctx, { ...person, action: 'E', operation: 'user.sign-out', resource: user })
  })
}

async function change(
  tx: WriteTx,
  ctx: Context,
  id: string,
  changes: UpdateUser,
): Promise<{ user: User.User; patientIds: string[] }> {
  const before = found(await User.lock(tx, id))
  const user = await User.update(tx, id, changes, ctx.now)
  if (changes.firstName ?? changes.lastName) await AccountRecords.rename(tx, id, user)
  const leaves = user.disabledAt !== null || user.role !== before.role
  if (leaves) await Session.revokeAll(tx, id, ctx.now, user.disabledAt ? 'account-disabled' : 'role-changed')
  // Links were sent to the address of that time.
  if (leaves || user.email !== before.email) await OneTimeToken.useAll(tx, id, ctx.now)
  const known = await AccountRecords.patientIdOf(tx, id)
  const patientId = known ?? (user.role === 'patient' ? await AccountRecords.addPatient(tx, id, user) : null)
  return { user, patientIds: patientId ? [patientId] : [] }
}
