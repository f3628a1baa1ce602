import type { Role } from '@hms/contract/permissions'

/** A signed-in person, as the access token says; the database checks it again at the start of every transaction. */
export interface UserIdentity {
  kind: 'user'
  userId: string
  sessionId: string
  role: Role
  /** What the session has to have shown for the deed at hand; the second factor of its role unless told. */
  needs?: SessionNeeds
}

/** Checked by the database with the first statement of every transaction. */
export interface SessionNeeds {
  /** The second factor, where the hospital asks one of the role. */
  factor: boolean
  /** A proof of who is asking within the last minutes. */
  proof: boolean
}

/** For what even a session may do that has shown nothing but a password, long ago. */
export const needingNothing = (identity: UserIdentity): UserIdentity => ({
  ...identity,
  needs: { factor: false, proof: false },
})

/** The application itself: `auth` before somebody is signed in, `system` for jobs, imports and the demo hospital. */
export interface AppIdentity {
  kind: 'app'
  role: 'auth' | 'system'
}

export type Identity = UserIdentity | AppIdentity

export const authIdentity: AppIdentity = { kind: 'app', role: 'auth' }
export const systemIdentity: AppIdentity = { kind: 'app', role: 'system' }

/** Who asks for what, when and from where: the first argument of every service. */
export interface Context<I extends Identity = Identity> {
  identity: I
  requestId: string
  clientAddress: string | null
  userAgent: string | null
  /** When the request arrived; services take the time from here and from nowhere else. */
  now: Temporal.Instant
  /** Why the data is touched, after HL7 v3 PurposeOfUse: `TREAT`, `ETREAT` in an emergency, `HPAYMT`, `HOPERAT`, `PATRQT`. */
  purpose: string
  idempotencyKey: string | null
}

export type UserContext = Context<UserIdentity>

const purposes: Record<Role, string> = {
  patient: 'PATRQT',
  doctor: 'TREAT',
  nurse: 'TREAT',
  admin: 'HOPERAT',
  receptionist: 'HOPERAT',
  billing: 'HPAYMT',
  privacy_officer: 'HOPERAT',
}

/** The purpose that goes with a role unless the person states another. */
export function purposeOf(identity: Identity): string {
  return identity.kind === 'user' ? purposes[identity.role] : 'HOPERAT'
}

/** A context for work that nobody's request started. */
export function systemContext(requestId: string, now: Temporal.Instant = Temporal.Now.instant()): Context<AppIdentity> {
  const identity = systemIdentity
  return {
    identity,
    requestId,
    clientAddress: null,
    userAgent: null,
    now,
    purpose: purposeOf(identity),
    idempotencyKey: null,
  }
}
