import type { AccessHolder, AccessRule as WireRule, recordParts } from '@hms/contract/access'
import type { Role } from '@hms/contract/permissions'
import { db, type ReadTx } from '../../config/database.ts'
import * as AccessRule from '../../models/AccessRule.ts'
import * as Patient from '../../models/Patient.ts'
import type { UserContext } from '../../utils/context.ts'
import { found, notFound } from '../../utils/problem.ts'
import { toWireUtc } from '../../utils/time.ts'
import { audit } from '../auditService.ts'

type Part = (typeof recordParts)[number]
type Holder = { userId: string | null; name: string | null; role: Role }

/** Who books, bills and pays reads how to reach a person, of everybody. */
const contactByRole: readonly Role[] = ['admin', 'receptionist', 'billing']

/**
 * Who may see a record now, and by which rules: one person, or all for whom more than their role speaks. Doctors and
 * nurses are told of themselves. The rules are read from what row-level security itself asks.
 * @throws Problem `not-found` for a patient or a person who may not be seen
 */
export function explain(
  ctx: UserContext,
  patientId: string,
  asked: string | undefined,
): Promise<{ items: AccessHolder[] }> {
  return db.read(ctx.identity, async (tx) => {
    const { role, userId } = ctx.identity
    const own = role === 'doctor' || role === 'nurse'
    if (own && asked !== undefined && asked !== userId) throw notFound()
    const of = own ? userId : asked
    found(await Patient.findEntry(tx, patientId))
    const rules = await AccessRule.list(tx, patientId)
    const holders = of === undefined ? everybody(rules) : [await one(tx, of, rules)]
    const isPatient = of !== undefined && (await AccessRule.accountOf(tx, patientId))?.userId === of
    await audit(tx, ctx, {
      action: 'R',
      operation: 'access.explain',
      resourceType: 'Patient',
      resource: { id: patientId },
      patientIds: [patientId],
    })
    return { items: holders.map((holder) => describe(holder, rules, isPatient)) }
  })
}

async function one(tx: ReadTx, userId: string, rules: AccessRule.RuleRow[]): Promise<Holder> {
  return found((await AccessRule.person(tx, userId)) ?? rules.find((rule) => rule.userId === userId) ?? null)
}

/** Everybody for whom a rule speaks, one entry each, and then the roles that read contact data of all. */
function everybody(rules: AccessRule.RuleRow[]): Holder[] {
  const named = Map.groupBy(rules, ({ userId, role }) => `${userId ?? ''}/${role}`)
  const holders = [...named.values()].map(([first]) => first as Holder)
  return [...holders, ...contactByRole.map((role) => ({ userId: null, name: null, role }))]
}

function describe(holder: Holder, all: AccessRule.RuleRow[], isPatient: boolean): AccessHolder {
  const { userId, name, role } = holder
  const theirs = all.filter((rule) => rule.role === role && (rule.userId === userId || rule.userId === null))
  const byRole = contactByRole.includes(role)
  return {
    user: userId === null ? null : { id: userId, name: name ?? '' },
    role,
    reads: isPatient ? ['directory', 'contact', 'clinical'] : partsOf(role, theirs),
    rules: [
      ...(isPatient ? [plain('own')] : []),
      ...(byRole && !isPatient ? [plain('role')] : []),
      ...theirs.map(toWire),
    ],
  }
}

/** What the rules come to: a restriction takes away what visits and assignments give, and an emergency goes before it. */
function partsOf(role: Role, rules: AccessRule.RuleRow[]): Part[] {
  if (role === 'patient') return []
  const has = (...names: AccessRule.RuleRow['rule'][]) => rules.some(({ rule }) => names.includes(rule))
  const clinical = has('break-glass', 'duty') || (has('visit', 'assignment') && !has('restriction'))
  const contact = clinical || contactByRole.includes(role) || has('case')
  return ['directory', ...(contact ? (['contact'] as const) : []), ...(clinical ? (['clinical'] as const) : [])]
}

const plain = (rule: WireRule['rule']): WireRule => ({
  rule,
  since: null,
  until: null,
  appointmentId: null,
  throughRestriction: false,
})

const toWire = ({ rule, since, until, appointmentId, throughRestriction }: AccessRule.RuleRow): WireRule => ({
  rule,
  since: since && toWireUtc(since),
  until: until && toWireUtc(until),
  appointmentId,
  throughRestriction,
})
