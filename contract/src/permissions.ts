/** The roles of people who sign in. */
export const roles = ['patient', 'doctor', 'admin', 'receptionist', 'nurse', 'billing', 'privacy_officer'] as const
export type Role = (typeof roles)[number]

/**
 * How far a permission reaches. The database's row-level security draws the same line again:
 * - `all`: every row
 * - `own`: rows of the person who asks
 * - `care`: rows of patients in the doctor's care, or for whom the nurse is on duty
 * - `directory`: name, medical record number and birth date only
 * - `no`: not at all
 */
export type Reach = 'all' | 'own' | 'care' | 'directory' | 'no'

type Row = Record<Role, Reach>

/** Roles of a hospital are many and each sees what its work needs: all that a row does not name is `no`. */
const row = (reaches: Partial<Row>): Row => ({ ...nobody, ...reaches })
const nobody: Row = {
  patient: 'no',
  doctor: 'no',
  admin: 'no',
  receptionist: 'no',
  nurse: 'no',
  billing: 'no',
  privacy_officer: 'no',
}
const everybody = (reach: Reach): Row => ({
  patient: reach,
  doctor: reach,
  admin: reach,
  receptionist: reach,
  nurse: reach,
  billing: reach,
  privacy_officer: reach,
})

/** Who may do what: the one table behind the API, the screens and the tests. */
export const permissions = {
  'session:own':           everybody('own'),
  'notification:own':      everybody('own'),

  'user:read':             row({ admin: 'all' }),
  'user:write':            row({ admin: 'all' }),

  'doctor:read':           everybody('all'),
  'doctor:create':         row({ admin: 'all' }),
  'doctor:edit':           row({ doctor: 'own', admin: 'all' }),

  'patient:list':          row({ patient: 'own', doctor: 'directory', admin: 'all', receptionist: 'all', nurse: 'directory', billing: 'all', privacy_officer: 'directory' }),
  'patient:read':          row({ patient: 'own', doctor: 'care', admin: 'all', receptionist: 'all', nurse: 'care', billing: 'all', privacy_officer: 'directory' }),
  'patient:create':        row({ patient: 'own', admin: 'all', receptionist: 'all' }),
  'patient:match':         row({ admin: 'all', receptionist: 'all' }),
  'patient:edit':          row({ patient: 'own', doctor: 'care', admin: 'all', receptionist: 'all' }),
  'patient:break-glass':   row({ doctor: 'all', admin: 'all', nurse: 'all' }),

  'access:explain':        row({ patient: 'own', doctor: 'own', admin: 'all', nurse: 'own', privacy_officer: 'all' }),
  'care-assignment:read':  row({ patient: 'own', doctor: 'own', admin: 'all', receptionist: 'all', privacy_officer: 'all' }),
  'care-assignment:write': row({ admin: 'all', receptionist: 'all', privacy_officer: 'all' }),
  'restriction:read':      row({ patient: 'own', admin: 'all', privacy_officer: 'all' }),
  'restriction:write':     row({ patient: 'own' }),

  'appointment:read':      row({ patient: 'own', doctor: 'own', admin: 'all', receptionist: 'all', nurse: 'all' }),
  'appointment:book':      row({ patient: 'own', doctor: 'own', admin: 'all', receptionist: 'all' }),
  'appointment:edit':      row({ patient: 'own', doctor: 'own', admin: 'all', receptionist: 'all' }),
  'appointment:cancel':    row({ patient: 'own', doctor: 'own', admin: 'all', receptionist: 'all' }),
  'appointment:check-in':  row({ doctor: 'own', admin: 'all', receptionist: 'all', nurse: 'all' }),
  'appointment:no-show':   row({ doctor: 'own', admin: 'all', receptionist: 'all' }),
  'appointment:attend':    row({ doctor: 'own', admin: 'all' }),

  'billing:read':          row({ patient: 'own', doctor: 'own', admin: 'all', receptionist: 'all', billing: 'all' }),
  'billing:create':        row({ admin: 'all', billing: 'all' }),
  'billing:pay':           row({ patient: 'own', admin: 'all', receptionist: 'all', billing: 'all' }),
  'billing:void':          row({ admin: 'all', billing: 'all' }),

  'visit-type:read':       everybody('all'),
  'visit-type:write':      row({ admin: 'all' }),
  'settings:read':         everybody('all'),
  'settings:write':        row({ admin: 'all' }),

  'report:read':           row({ doctor: 'own', admin: 'all' }),
  'report:money':          row({ doctor: 'own', admin: 'all', billing: 'all' }),
  'message:read':          row({ admin: 'all' }),
  'message:retry':         row({ admin: 'all' }),
  'audit:read':            row({ admin: 'all', privacy_officer: 'all' }),
  'access-log:read':       row({ patient: 'own', admin: 'all', privacy_officer: 'all' }),
  'access-log:report':     row({ patient: 'own' }),
  'privacy-case:read':     row({ admin: 'all', privacy_officer: 'all' }),
  'privacy-case:close':    row({ admin: 'all', privacy_officer: 'all' }),
  'consent:read':          row({ patient: 'own', doctor: 'care', admin: 'all', receptionist: 'all', nurse: 'care', privacy_officer: 'all' }),
  'consent:write':         row({ patient: 'own', admin: 'all', receptionist: 'all' }),
  'privacy-case:set-rules': row({ admin: 'all', privacy_officer: 'all' }),
  'patient:export':        row({ patient: 'own', admin: 'all' }),
  'erasure:read':          row({ patient: 'own', admin: 'all', privacy_officer: 'all' }),
  'erasure:request':       row({ patient: 'own', admin: 'all', privacy_officer: 'all' }),
  'erasure:withdraw':      row({ patient: 'own' }),
  'erasure:decide':        row({ admin: 'all', privacy_officer: 'all' }),
  'erasure:certify':       row({ admin: 'all', privacy_officer: 'all' }),
  'legal-hold:read':       row({ admin: 'all', privacy_officer: 'all' }),
  'legal-hold:write':      row({ admin: 'all', privacy_officer: 'all' }),
  'amendment:read':        row({ patient: 'own', doctor: 'care', admin: 'all', nurse: 'care', privacy_officer: 'all' }),
  'amendment:ask':         row({ patient: 'own', doctor: 'care', admin: 'all', receptionist: 'all', nurse: 'care', privacy_officer: 'all' }),
  'amendment:follow-up':   row({ patient: 'own', doctor: 'care', admin: 'all', privacy_officer: 'all' }),
  'amendment:decide':      row({ doctor: 'care', admin: 'all', privacy_officer: 'all' }),
  'backup:read':           row({ admin: 'all' }),
  'key:read':              row({ admin: 'all' }),
  'key:rotate':            row({ admin: 'all' }),
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
