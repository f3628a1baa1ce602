import type { Random } from './random.ts'

/** Length and buffers in minutes, price in cents. */
export interface DemoVisitType {
  id: string
  name: string
  durationMinutes: number
  bufferBeforeMinutes: number
  bufferAfterMinutes: number
  priceCents: number
  active: boolean
}

export type VisitKind = 'new' | 'followUp' | 'checkUp' | 'telephone' | 'procedure' | 'vaccination' | 'group'

const kinds: Record<VisitKind, Omit<DemoVisitType, 'id'>> = {
  new: kind('New patient visit', 45, 18_000),
  followUp: kind('Follow-up', 20, 8_500),
  checkUp: kind('Annual check-up', 40, 15_000),
  telephone: kind('Telephone consultation', 15, 4_500),
  procedure: { ...kind('Procedure', 60, 32_000), bufferBeforeMinutes: 10, bufferAfterMinutes: 10 },
  vaccination: kind('Vaccination', 15, 4_000),
  group: { ...kind('Group education', 90, 3_500), active: false },
}

function kind(name: string, durationMinutes: number, priceCents: number) {
  return { name, durationMinutes, bufferBeforeMinutes: 0, bufferAfterMinutes: 0, priceCents, active: true }
}

export function buildVisitTypes(random: Random): Record<VisitKind, DemoVisitType> {
  const entries = Object.entries(kinds).map(([key, value]) => [key, { id: random.uuid(), ...value }])
  return Object.fromEntries(entries) as Record<VisitKind, DemoVisitType>
}
