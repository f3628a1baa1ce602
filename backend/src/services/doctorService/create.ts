import type { Availability, CreateDoctor, Doctor as WireDoctor } from '@hms/contract/doctors'
import { db, type WriteTx } from '../../config/database.ts'
import * as Doctor from '../../models/Doctor.ts'
import * as User from '../../models/User.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, Problem } from '../../utils/problem.ts'
import { audit } from '../auditService.ts'
import { createAccount, withHash } from '../userService.ts'
import { toWire } from './wire.ts'

const workdays = [1, 2, 3, 4, 5]

/** Office hours, for who does not name others. */
const officeHours: Availability = {
  weekly: workdays.flatMap((day) => [
    { day, start: '09:00', end: '12:00' },
    { day, start: '13:00', end: '17:00' },
  ]),
  exceptions: [],
  slotMinutes: 30,
}

/**
 * Adds a doctor's profile to an account with the role doctor, or together with a new account.
 * @throws Problem `not-found` without such an account; `wrong-status` when it has another role, is disabled, or has a
 * profile; `email-taken`, `license-taken`.
 */
export async function create(ctx: UserContext, request: CreateDoctor): Promise<WireDoctor> {
  const accountIn = await accountFor(ctx, request)
  return db.write(ctx.identity, async (tx) => {
    const account = await accountIn(tx)
    const doctor = await Doctor.insert(tx, {
      userId: account.id,
      firstName: account.firstName,
      lastName: account.lastName,
      specialization: request.specialization,
      licenseNumber: request.licenseNumber,
      phone: request.phone ?? null,
      bio: request.bio ?? null,
      availability: request.availability ?? officeHours,
      acceptsBookings: request.acceptsBookings ?? true,
    })
    await audit(tx, ctx, { action: 'C', operation: 'doctor.create', resourceType: 'Practitioner', resource: doctor })
    return toWire(doctor, tx.actor)
  })
}

/** Where the account comes from; what takes long is done here, before the transaction. */
async function accountFor(ctx: UserContext, request: CreateDoctor): Promise<(tx: WriteTx) => Promise<User.User>> {
  if (!('user' in request)) return (tx) => accountOf(tx, request.userId)
  const account = await withHash({ ...request.user, role: 'doctor' }, '/user/password')
  return async (tx) => (await createAccount(tx, ctx, account)).user
}

async function accountOf(tx: WriteTx, userId: string): Promise<User.User> {
  const account = found(await User.find(tx, userId))
  if (account.role !== 'doctor' || account.disabledAt) throw new Problem('wrong-status')
  return account
}
