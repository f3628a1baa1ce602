import type { Register } from '@hms/contract/auth'
import { db } from '../../config/database.ts'
import { acknowledgeAtSignUp } from '../../models/PrivacyNotice.ts'
import { authIdentity, type Context } from '../../utils/context.ts'
import { deviceMark } from '../../utils/device.ts'
import type { Presented } from '../../utils/presented.ts'
import { audit } from '../auditService.ts'
import { createAccount, withHash } from '../userService.ts'
import { refuseWhile, signUpGuard } from './limits.ts'
import { formerOf, type Opened, openSession } from './session.ts'

/**
 * Signs somebody up as a patient: account, patient record and its keys, and a session, or nothing of it.
 * @throws Problem `email-taken`, `too-many-requests`, `invalid` for a password that is guessed first.
 */
export async function register(
  ctx: Context,
  { noticeVersion, ...request }: Register,
  presented: Presented,
): Promise<Opened> {
  refuseWhile(await signUpGuard(ctx).count())
  const account = await withHash({ ...request, role: 'patient' })
  return db.write(authIdentity, async (tx) => {
    const { user, patientId } = await createAccount(tx, ctx, account)
    if (patientId && noticeVersion) acknowledgeAtSignUp(tx, patientId, user.id, noticeVersion)
    const opened = await openSession(tx, ctx, user, { former: formerOf(presented) })
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
