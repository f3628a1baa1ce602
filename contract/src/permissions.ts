/** The roles of people who sign in. */
export const roles = ['patient', 'doctor', 'admin'] as const
export type Role = (typeof roles)[number]

/**
 * How far a permission reaches. The database's row-level security draws the same line again:
 * - `all`: every row
 * - `own`: rows of the person who asks
 * - `care`: rows of patients in the doctor's care
 * - `directory`: name, medical record number and birth date only
 * - `no`: not at all
 */
export type Reach = 'all' | 'own' | 'care' | 'directory' | 'no'

type Row = Record<Role, Reach>

/** Who may do what: the one table behind the API, the screens and the tests. */
export const permissions = {
  'session:own':        { patient: 'own', doctor: 'own', admin: 'own' },
  'notification:own':   { patient: 'own', doctor: 'own', admin: 'own' },

  'user:read':          { patient: 'no', doctor: 'no', admin: 'all' },
  'user:write':         { patient: 'no', doctor: 'no', admin: 'all' },

  'doctor:read':        { patient: 'all', doctor: 'all', admin: 'all' },
  'doctor:create':      { patient: 'no', doctor: 'no', admin: 'all' },
  'doctor:edit':        { patient: 'no', doctor: 'own', admin: 'all' },

  'patient:list':       { patient: 'own', doctor: 'directory', admin: 'all' },
  'patient:read':       { patient: 'own', doctor: 'care', admin: 'all' },
  'patient:create':     { patient: 'own', doctor: 'no', admin: 'all' },
  'patient:match':      { patient: 'no', doctor: 'no', admin: 'all' },
  'patient:edit':       { patient: 'own', doctor: 'care', admin: 'all' },

  'appointment:read':   { patient: 'own', doctor: 'own', admin: 'all' },
  'appointment:book':   { patient: 'own', doctor: 'own', admin: 'all' },
  'appointment:edit':   { patient: 'own', doctor: 'own', admin: 'all' },
  'appointment:cancel': { patient: 'own', doctor: 'own', admin: 'all' },
  'appointment:attend': { patient: 'no', doctor: 'own', admin: 'all' },

  'billing:read':       { patient: 'own', doctor: 'own', admin: 'all' },
  'billing:create':     { patient: 'no', doctor: 'no', admin: 'all' },
  'billing:pay':        { patient: 'own', doctor: 'no', admin: 'all' },
  'billing:void':       { patient: 'no', doctor: 'no', admin: 'all' },

  'visit-type:read':    { patient: 'all', doctor: 'all', admin: 'all' },
  'visit-type:write':   { patient: 'no', doctor: 'no', admin: 'all' },
  'settings:read':      { patient: 'all', doctor: 'all', admin: 'all' },
  'settings:write':     { patient: 'no', doctor: 'no', admin: 'all' },

  'report:read':        { patient: 'no', doctor: 'own', admin: 'all' },
  'message:read':       { patient: 'no', doctor: 'no', admin: 'all' },
  'message:retry':      { patient: 'no', doctor: 'no', admin: 'all' },
  'audit:read':         { patient: 'no', doctor: 'no', admin: 'all' },
  'access-log:read':    { patient: 'own', doctor: 'no', admin: 'all' },
  'access-log:report':  { patient: 'own', doctor: 'no', admin: 'no' },
  'privacy-case:read':  { patient: 'no', doctor: 'no', admin: 'all' },
  'privacy-case:close': { patient: 'no', doctor: 'no', admin: 'all' },
  'backup:read':        { patient: 'no', doctor: 'no', admin: 'all' },
} as const satisfies Record<string, Row>

export type Permission = keyof typeof permissions

/** How far `role` may go with `permission`. */
export function reach(role: Role, permission: Permission): Reach {
  return permissions[permission][role]
}

/** Whether `role` may use `permission` at all; which rows is then the database's question. */
export function may(role: Role, permission: Permission): boolean {
  return reach(role, permission) !== 'no'
}
