import { buildAppointments, type WantedVisit } from './appointments.ts'
import { buildBooks, PAYMENT_TERM_DAYS, type Outcome } from './bills.ts'
import { createCalendar, type Calendar } from './calendar.ts'
import { buildDoctors, type StaffMember } from './doctors.ts'
import { buildMessages } from './messages.ts'
import { buildPanels } from './panels.ts'
import { buildPatients, type Registered } from './patients.ts'
import { createRandom, type Random } from './random.ts'
import type { DemoAppointment, DemoHospital, DemoOptions, DemoUser } from './types.ts'
import { buildVisitTypes } from './visitTypes.ts'

export const DEMO_PASSWORD = 'Demo-Hospital-1'

/** A whole hospital of invented people around `now`; the same options give the same one. */
export function buildDemoHospital({ seed, now, timeZone }: DemoOptions): DemoHospital {
  const random = createRandom(seed)
  const calendar = createCalendar(now, timeZone)
  const visitTypes = buildVisitTypes(random.fork('visit-types'))
  const staff = buildDoctors(random.fork('doctors'), calendar)
  const registered = buildPatients(random.fork('patients'), calendar)
  const panels = buildPanels(random.fork('panels'), staff, registered)
  const admins = buildAdmins(random.fork('admins'), calendar)
  const admin = admins[0]!
  const demo = registered.find(({ user }) => user?.email === 'patient@demo.hms')!
  const appointments = buildAppointments(
    random.fork('appointments'),
    { calendar, visitTypes, panels, adminUserId: admin.id },
    staff,
    wantedVisits(staff, demo),
  )
  const outcomes = demoOutcomes(appointments, demo)
  const types = Object.values(visitTypes)
  const books = buildBooks(random.fork('billing'), calendar, appointments, types, ({ id }) => outcomes.get(id))
  const doctor = staff[0]!
  const people = {
    admin,
    doctor: doctor.user,
    doctorId: doctor.doctor.id,
    patient: demo.user!,
    patientId: demo.patient.id,
  }
  return {
    settings: buildSettings(timeZone),
    visitTypes: types,
    users: [
      ...admins,
      ...buildColleagues(random.fork('colleagues'), calendar),
      ...staff.map(({ user }) => user),
      ...registered.flatMap(({ user }) => user ?? []),
    ],
    doctors: staff.map(({ doctor: profile }) => profile),
    patients: registered.map(({ patient }) => patient),
    appointments,
    ...books,
    messages: buildMessages(random.fork('messages'), calendar, people, appointments, books.bills),
  }
}

function buildSettings(timeZone: string): DemoHospital['settings'] {
  return {
    name: 'Harbor Falls Community Hospital',
    address: '1 Beacon Street, Harbor Falls, NY 12094',
    phone: '+1 518 555 0100',
    timeZone,
    currency: 'USD',
    locale: 'en-US',
    bookingNoticeMinutes: 120,
    cancellationNoticeMinutes: 60,
    bookingHorizonDays: 180,
    paymentTermDays: PAYMENT_TERM_DAYS,
    careDays: 90,
  }
}

function buildAdmins(random: Random, calendar: Calendar): DemoUser[] {
  const admin = (email: string, firstName: string, lastName: string): DemoUser => ({
    id: random.uuid(),
    email,
    role: 'admin',
    firstName,
    lastName,
    createdAt: calendar.at(-2500, 9),
  })
  return [admin('admin@demo.hms', 'Robin', 'Hale'), admin('front.desk@demo.hms', 'Ines', 'Keller')]
}

/** One of each further role. */
function buildColleagues(random: Random, calendar: Calendar): DemoUser[] {
  const colleague = (email: string, role: DemoUser['role'], firstName: string, lastName: string): DemoUser => ({
    id: random.uuid(),
    email,
    role,
    firstName,
    lastName,
    createdAt: calendar.at(-2400, 9),
  })
  return [
    colleague('receptionist@demo.hms', 'receptionist', 'Noor', 'Haddad'),
    colleague('nurse@demo.hms', 'nurse', 'Jonah', 'Adeyemi'),
    colleague('billing@demo.hms', 'billing', 'Petra', 'Lindqvist'),
    colleague('privacy@demo.hms', 'privacy_officer', 'Marta', 'Osei'),
  ]
}

/** What the demo patient can look back on and forward to. */
function wantedVisits(staff: StaffMember[], person: Registered): WantedVisit[] {
  const doctor = staff[0]!
  const cardiologist = staff.find(({ plan }) => plan.specialization === 'Cardiology')!
  const neurologist = staff.find(({ plan }) => plan.specialization === 'Neurology')!
  return [
    { member: doctor, person, kind: 'checkUp', day: -38 },
    { member: neurologist, person, kind: 'new', day: -29 },
    { member: doctor, person, kind: 'followUp', day: -21 },
    { member: doctor, person, kind: 'followUp', day: -6 },
    { member: doctor, person, kind: 'followUp', day: 4 },
    { member: cardiologist, person, kind: 'new', day: 20 },
  ]
}

/** One bill paid by insurance and card, one overdue, one paid at once, one open. */
function demoOutcomes(appointments: DemoAppointment[], { patient }: Registered): Map<string, Outcome> {
  const outcomes: Outcome[] = ['paid-in-parts', 'unpaid', 'paid', 'unpaid']
  const visits = appointments.filter(({ patientId, status }) => patientId === patient.id && status === 'completed')
  return new Map(visits.slice(-outcomes.length).map((visit, index) => [visit.id, outcomes[index]!]))
}
