import type { Availability } from '@hms/contract/doctors'
import type { Calendar } from './calendar.ts'
import { drawName, mailbox } from './names.ts'
import { drawPhone } from './places.ts'
import type { Random } from './random.ts'
import { staff, type StaffPlan } from './staff.ts'
import type { DemoDoctor, DemoUser } from './types.ts'

/** Hours before and after now for which somebody on duty is there. */
const DUTY_BEFORE = 5
const DUTY_AFTER = 4

export interface StaffMember {
  plan: StaffPlan
  user: DemoUser
  doctor: DemoDoctor
}

/** The doctors in the order of the plan. */
export function buildDoctors(random: Random, calendar: Calendar): StaffMember[] {
  const taken = new Set<string>()
  return staff.map((plan, index) => {
    let name = drawName(random, plan.gender)
    while (taken.has(name.lastName)) name = drawName(random, plan.gender)
    taken.add(name.lastName)
    const createdAt = calendar.at(-random.int(400, 2400), 9)
    const user: DemoUser = {
      id: random.uuid(),
      email: index === 0 ? 'doctor@demo.hms' : `${mailbox(name)}@demo.hms`,
      role: 'doctor',
      ...name,
      createdAt,
    }
    const doctor: DemoDoctor = {
      id: random.uuid(),
      userId: user.id,
      ...name,
      specialization: plan.specialization,
      licenseNumber: `NY-${random.int(200_000, 399_999)}-${index + 10}`,
      phone: drawPhone(random),
      bio: plan.bio,
      availability: availabilityOf(plan, calendar),
      acceptsBookings: plan.acceptsBookings ?? true,
      createdAt,
    }
    return { plan, user, doctor }
  })
}

function availabilityOf(plan: StaffPlan, calendar: Calendar): Availability {
  const exceptions: Availability['exceptions'] = []
  if (plan.leave) {
    const monday = calendar.today.add({ days: plan.leave.week * 7 + 1 - calendar.today.dayOfWeek })
    for (let day = 0; day < 5; day++) {
      exceptions.push({ date: monday.add({ days: day }).toString(), hours: [], reason: plan.leave.reason })
    }
  }
  if (plan.away) exceptions.push({ date: calendar.day(plan.away.day).toString(), hours: [], reason: plan.away.reason })
  const duty = plan.onDuty ? dutyToday(plan, calendar) : undefined
  if (duty) exceptions.push(duty)
  return { weekly: plan.weekly, exceptions, slotMinutes: plan.slotMinutes }
}

/** Today's hours of somebody on duty, when the ordinary ones leave this very moment out. */
function dutyToday(plan: StaffPlan, calendar: Calendar): Availability['exceptions'][number] | undefined {
  const hour = calendar.now.toZonedDateTimeISO(calendar.timeZone).hour
  const clock = (value: number) => `${String(value).padStart(2, '0')}:00`
  const start = clock(Math.max(0, hour - DUTY_BEFORE))
  const end = clock(Math.min(24, hour + 1 + DUTY_AFTER))
  const ordinary = plan.weekly.filter(({ day }) => day === calendar.today.dayOfWeek)
  const first = ordinary.map((hours) => hours.start).sort()[0]
  const last = ordinary
    .map((hours) => hours.end)
    .sort()
    .at(-1)
  if (first && last && first <= clock(Math.max(0, hour - 1)) && last >= clock(Math.min(24, hour + 3))) return undefined
  const hours = [{ start: first && first < start ? first : start, end: last && last > end ? last : end }]
  return { date: calendar.today.toString(), hours, reason: 'On duty' }
}
