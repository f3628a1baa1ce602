import { z } from 'zod'
import { Password, SignedIn } from './auth.ts'
import { Email, PersonName } from './common.ts'
import { endpoint } from './endpoint.ts'

/** Who becomes the first administrator; the token is the part of the set-up link behind `#`. */
export const SetUp = z
  .strictObject({
    token: z.string().min(20).max(200),
    email: Email,
    password: Password,
    firstName: PersonName,
    lastName: PersonName,
  })
  .meta({ id: 'SetUp' })
export type SetUp = z.infer<typeof SetUp>

export const setupApi = {
  create: endpoint({
    method: 'post',
    path: '/setup',
    permission: 'public',
    summary: 'Become the first administrator, with the link that the start has printed; gone once there is one',
    body: SetUp,
    response: SignedIn,
    status: 201,
    problems: ['not-found', 'invalid-token', 'email-taken', 'too-many-requests'],
  }),
}
