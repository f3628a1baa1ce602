import type { Role } from '@hms/contract/permissions'
import type { ReadTx, WriteTx } from '../config/database.ts'

export interface User {
  id: string
  email: string
  role: Role
  firstName: string
  lastName: string
  disabledAt: Date | null
  lastSignInAt: Date | null
  /** Whether a sign-in asks for one; the database keeps it. */
  secondFactor: boolean
  createdAt: Date
  updatedAt: Date
  version: number
}

/** With what only a sign-in needs. */
export interface Account extends User {
  passwordHash: string | null
}

export interface NewUser {
  email: string
  role: Role
  firstName: string
  lastName: string
  passwordHash: string | null
}

export interface UserChanges {
  email?: string
  role?: Role
  firstName?: string
  lastName?: string
  active?: boolean
}

const columns = `id, email::text, role, first_name AS "firstName", last_name AS "lastName", disabled_at AS "disabledAt",
  last_sign_in_at AS "lastSignInAt", created_at AS "createdAt", updated_at AS "updatedAt", version, second_factor AS "secondFactor"`
const withHash = `${columns}, password_hash AS "passwordHash"`

export function find(tx: ReadTx | WriteTx, id: string): Promise<Account | null> {
  return tx.one<Account>(`SELECT ${withHash} FROM users WHERE id = $1`, [id])
}

/** Letters' case does not matter in an address. */
export function findByEmail(tx: ReadTx | WriteTx, email: string): Promise<Account | null> {
  return tx.one<Account>(`SELECT ${withHash} FROM users WHERE email = $1::citext`, [email])
}

/** Whether there is an administrator, enabled or not. */
export async function anyAdmin(tx: ReadTx | WriteTx): Promise<boolean> {
  return (await tx.one(`SELECT FROM users WHERE role = 'admin' LIMIT 1`)) !== null
}

/** Who is told of what only administrators can mend; ids. */
export async function administrators(tx: WriteTx): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(`SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL`)
  return rows.map(({ id }) => id)
}

/** The row, which nobody else changes until this transaction ends. */
export function lock(tx: WriteTx, id: string): Promise<Account | null> {
  return tx.one<Account>(`SELECT ${withHash} FROM users WHERE id = $1 FOR UPDATE`, [id])
}

export async function insert(tx: WriteTx, user: NewUser): Promise<User> {
  const row = await tx.one<User>(
    `INSERT INTO users (email, role, first_name, last_name, password_hash) VALUES ($1, $2, $3, $4, $5) RETURNING ${columns}`,
    [user.email, user.role, user.firstName, user.lastName, user.passwordHash],
  )
  return row!
}

/** Changes what is given; disabling keeps the moment at which it was done first. */
export async function update(tx: WriteTx, id: string, changes: UserChanges, now: Temporal.Instant): Promise<User> {
  const row = await tx.one<User>(
    `UPDATE users
        SET email = coalesce($2::citext, email), role = coalesce($3, role),
            first_name = coalesce($4, first_name), last_name = coalesce($5, last_name),
            disabled_at = CASE $6::boolean WHEN true THEN NULL WHEN false THEN coalesce(disabled_at, $7::timestamptz)
                                           ELSE disabled_at END
      WHERE id = $1 RETURNING ${columns}`,
    [id, changes.email, changes.role, changes.firstName, changes.lastName, changes.active, now.toString()],
  )
  return row!
}

export async function setPassword(tx: WriteTx, id: string, passwordHash: string): Promise<User> {
  const row = await tx.one<User>(`UPDATE users SET password_hash = $2 WHERE id = $1 RETURNING ${columns}`, [
    id,
    passwordHash,
  ])
  return row!
}

/** Notes a sign-in, and a hash at today's cost when there is one. */
export async function recordSignIn(
  tx: WriteTx,
  id: string,
  now: Temporal.Instant,
  rehashed: string | null,
): Promise<User> {
  const row = await tx.one<User>(
    `UPDATE users SET last_sign_in_at = $2, password_hash = coalesce($3, password_hash) WHERE id = $1 RETURNING ${columns}`,
    [id, now.toString(), rehashed],
  )
  return row!
}

export interface UserFilter {
  /** LIKE patterns that all have to occur in name or address. */
  patterns: string[]
  role?: Role
  active?: boolean
}

/** Where a page goes on: microseconds since the epoch of the last row's creation, and its id. */
export type UserPlace = [micros: string, id: string]
export type ListedUser = User & { place: string }

const MICROS = `(extract(epoch FROM created_at) * 1000000)::bigint`

/** Newest first; one row more than `limit` when there are more. */
export function list(
  tx: ReadTx | WriteTx,
  { patterns, role, active }: UserFilter,
  after: UserPlace | null,
  limit: number,
): Promise<ListedUser[]> {
  const conditions = [
    role ? 'role = $2' : '$2::text IS NULL',
    active === undefined ? 'true' : active ? 'disabled_at IS NULL' : 'disabled_at IS NOT NULL',
    after
      ? `(created_at, id) < (timestamptz 'epoch' + $3::bigint * interval '1 microsecond', $4::uuid)`
      : '$3::bigint IS NULL AND $4::uuid IS NULL',
    patterns.length > 0
      ? `lower(first_name || ' ' || last_name || ' ' || email::text) LIKE ALL ($5::text[])`
      : '$5::text[] IS NOT NULL',
  ]
  const longest = patterns.toSorted((a, b) => b.length - a.length)[0] ?? ''
  // An index of triplets of letters is of no use for fewer; row-level security lets only the function use it.
  const source = longest.length >= '%abc%'.length ? 'users_like($6)' : '(SELECT $6::text) AS _, users'
  return tx.many<ListedUser>(
    `SELECT ${columns}, ${MICROS}::text AS place FROM ${source} WHERE ${conditions.join(' AND ')}
      ORDER BY created_at DESC, id DESC LIMIT $1`,
    [limit + 1, role, after?.[0], after?.[1], patterns, longest],
  )
}
