import type { Register } from '@hms/contract/auth'
import { db } from '../../config/database.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { deviceMark } from '../../utils/device.ts'
import { requireGoodPassword } from '../../utils/passwordPolicy.ts'
import { audit } from '../auditService.ts'
import { createAccount } from '../userService.ts'
import { refuseWhile, signUpGuard } from './limits.ts'
import { type Opened, openSession } from './session.ts'

/**
 * Signs somebody up as a patient: account, patient record and its keys, and a session, or nothing of it.
 * @throws Problem `email-taken`, `too-many-requests`, `invalid` for a password that is guessed first.
 */
export async function register(ctx: Context, request: Register): Promise<Opened> {
  requireGoodPassword(request.password, request.email, '/password')
  refuseWhile(await signUpGuard(ctx).count())
  return db.write(authIdentity, async (tx) => {
    const { user, patientId } = await createAccount(tx, ctx, { ...request, role: 'patient' })
    const opened = await openSession(tx, ctx, user)
    await audit(tx, ctx, {
      action: 'C',
      operation: 'auth.register',
      resourceType: 'Person',
      resource: user,
      patientIds: patientId ? [patientId] : [],
      actorId: user.id,
    })
    return { ...opened, device: deviceMark(user.id) }
  })
}
