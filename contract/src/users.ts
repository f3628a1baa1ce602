import { z } from 'zod'
import { Email, Id, IdParams, Instant, page, pageQuery, PersonName, text } from './common.ts'
import { endpoint } from './endpoint.ts'
import { ExternalIdentities } from './oidc.ts'
import { roles } from './permissions.ts'

export const RoleName = z.enum(roles)

export const User = z
  .strictObject({
    id: Id,
    email: z.string(),
    role: RoleName,
    firstName: z.string(),
    lastName: z.string(),
    active: z.boolean().meta({ description: 'False once an administrator has disabled the account' }),
    secondFactor: z
      .boolean()
      .meta({ description: 'Whether a sign-in asks for a code or a passkey beside the password' }),
    lastSignInAt: Instant.nullable(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof User>

export const CreateUser = z
  .strictObject({
    email: Email,
    role: RoleName,
    firstName: PersonName,
    lastName: PersonName,
    password: z
      .string()
      .min(12, 'At least 12 characters')
      .max(128, 'At most 128 characters')
      .optional()
      .meta({ description: 'Left out: the person is invited by mail to choose one' }),
  })
  .meta({ id: 'CreateUser' })
export type CreateUser = z.infer<typeof CreateUser>

export const UpdateUser = z
  .strictObject({ email: Email, role: RoleName, firstName: PersonName, lastName: PersonName, active: z.boolean() })
  .partial()
  .meta({ id: 'UpdateUser' })
export type UpdateUser = z.infer<typeof UpdateUser>

export const UserQuery = z.strictObject({
  ...pageQuery,
  q: text(100).optional(),
  role: RoleName.optional(),
  active: z.enum(['true', 'false']).optional(),
})
export type UserQuery = z.infer<typeof UserQuery>

export const userApi = {
  list: endpoint({
    method: 'get',
    path: '/users',
    permission: 'user:read',
    summary: 'List users',
    query: UserQuery,
    response: page(User),
  }),
  create: endpoint({
    method: 'post',
    path: '/users',
    permission: 'user:write',
    summary: 'Create a user',
    body: CreateUser,
    stepUp: true,
    response: User,
    status: 201,
    problems: ['email-taken'],
  }),
  get: endpoint({
    method: 'get',
    path: '/users/:id',
    permission: 'user:read',
    summary: 'Read a user',
    params: IdParams,
    response: User,
  }),
  update: endpoint({
    method: 'patch',
    path: '/users/:id',
    permission: 'user:write',
    summary: 'Edit, disable or enable a user',
    params: IdParams,
    body: UpdateUser,
    stepUp: true,
    response: User,
    problems: ['email-taken', 'last-admin'],
  }),
  remove: endpoint({
    method: 'delete',
    path: '/users/:id',
    permission: 'user:write',
    summary: 'Disable a user and sign every device out; records keep their author',
    params: IdParams,
    status: 204,
    stepUp: true,
    problems: ['last-admin'],
  }),
  signOut: endpoint({
    method: 'post',
    path: '/users/:id/sign-out',
    permission: 'user:write',
    summary: "End all of a person's sessions, on every device",
    params: IdParams,
    status: 204,
    stepUp: true,
  }),
  resetFactors: endpoint({
    method: 'delete',
    path: '/users/:id/second-factors',
    permission: 'user:write',
    summary: "Take away a person's second factors, who then signs in with the password alone; the person is told",
    params: IdParams,
    status: 204,
    stepUp: true,
  }),
  identities: endpoint({
    method: 'get',
    path: '/users/:id/external-identities',
    permission: 'user:read',
    summary: "A person's sign-ins at OpenID Providers that are linked to the account",
    params: IdParams,
    response: ExternalIdentities,
  }),
  unlinkIdentities: endpoint({
    method: 'delete',
    path: '/users/:id/external-identities',
    permission: 'user:write',
    summary: "Unlink a person's sign-ins at OpenID Providers and sign every device out; the person is told",
    params: IdParams,
    status: 204,
    stepUp: true,
  }),
}
