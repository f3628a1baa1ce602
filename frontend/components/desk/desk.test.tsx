import type { Role } from '@hms/contract/permissions'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ComponentType } from 'react'
import { demoUser, fakeApi, problem, renderPage } from '@/tests/support'
import { useMe } from '@/lib/auth'
import { BillingDashboard } from '@/components/dashboard/billing-dashboard'
import { dayOf, minutesSince } from './day'
import { DeskDashboard } from './desk-dashboard'

const push = jest.fn()
const replace = jest.fn()
let address = ''
jest.mock('next/navigation', () => ({
  useRouter: () => ({ push, replace }),
  useSearchParams: () => new URLSearchParams(address),
}))

const MINUTE = 60_000
const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE).toISOString()
const vega = { id: 'd1', firstName: 'Noor', lastName: 'Vega', specialization: 'Surgery' }
const berg = { id: 'd2', firstName: 'Ola', lastName: 'Berg', specialization: 'Family medicine' }
const person = (id: string, lastName: string) => ({
  id,
  mrn: `M-${id}`,
  firstName: 'Ada',
  lastName,
  dateOfBirth: '1980-01-01',
  gender: 'female',
})

interface Made {
  status?: string
  minutes: number
  since?: number
  doctor?: typeof vega
}
const visit = (name: string, { status = 'booked', minutes, since, doctor = vega }: Made) => ({
  id: `v-${name}`,
  patientId: `p-${name}`,
  doctorId: doctor.id,
  patient: person(`p-${name}`, name),
  doctor,
  visitType: null,
  appointmentDate: at(minutes),
  endDate: at(minutes + 30),
  status,
  checkedInAt: since === undefined ? null : at(since),
  notes: null,
})

const day = [
  visit('Gone', { status: 'completed', minutes: -90 }),
  visit('Waits', { status: 'checked-in', minutes: -60, since: -20.5 }),
  visit('Longest', { status: 'checked-in', minutes: -30, since: -50.5 }),
  visit('Late', { minutes: -12.5 }),
  visit('Due', { minutes: 45, doctor: berg }),
]
const settings = { timeZone: 'UTC', cancellationNoticeMinutes: 0 }

/** The frame has asked who is there before it shows a page. */
function Page({ of: Dashboard }: { of: ComponentType }) {
  return useMe() && <Dashboard />
}

function show(Dashboard: ComponentType, role: Role, answers: Parameters<typeof fakeApi>[0] = {}) {
  window.matchMedia = jest.fn().mockReturnValue({ matches: true, addEventListener() {}, removeEventListener() {} })
  const received = fakeApi({
    'GET /auth/me': { body: { user: demoUser(role), patient: null, doctor: null } },
    'GET /settings': { body: settings },
    'GET /appointments': { body: { items: day, nextCursor: null } },
    ...answers,
  })
  renderPage(<Page of={Dashboard} />)
  return received
}
const sent = (received: ReturnType<typeof fakeApi>) =>
  received.filter(({ method }) => method === 'POST').map(({ method, path, body }) => ({ method, path, body }))
const names = (list: HTMLElement) =>
  within(list)
    .getAllByRole('link')
    .map(({ textContent }) => textContent)

beforeEach(() => {
  address = ''
  push.mockClear()
  replace.mockClear()
})

describe('a day at the desk', () => {
  it('parts who is late, due, here and over; the longest late and the longest waiting first', () => {
    const parted = dayOf(day as never, Date.now())
    const lastNames = (list: { patient: { lastName: string } }[]) => list.map(({ patient }) => patient.lastName)
    expect(Object.fromEntries(Object.entries(parted).map(([part, list]) => [part, lastNames(list)]))).toEqual({
      late: ['Late'],
      due: ['Due'],
      here: ['Longest', 'Waits'],
      over: ['Gone'],
    })
    expect([minutesSince(at(5), Date.now()), minutesSince(at(-12.5), Date.now())]).toEqual([0, 12])
  })

  it('shows the whole house, with whom and for how long, and checks in with one press', async () => {
    const received = show(DeskDashboard, 'receptionist', { 'POST /appointments/v-Late/check-in': { body: day[1] } })
    const expected = await screen.findByRole('list', { name: 'Expected' })
    expect(names(expected)).toEqual(['Ada Late', 'Ada Due'])
    expect(expected).toHaveTextContent('12 min late')
    expect(expected).toHaveTextContent('with Ola Berg')
    const here = screen.getByRole('list', { name: 'Here now' })
    expect(names(here)).toEqual(['Ada Longest', 'Ada Waits'])
    expect(here).toHaveTextContent('waiting 50 min')
    await userEvent.click(screen.getByRole('button', { name: 'Check in Ada Late' }))
    await waitFor(() => expect(sent(received)).toMatchObject([{ path: '/appointments/v-Late/check-in' }]))
    await userEvent.click(screen.getByRole('button', { name: '1 visit is over' }))
    expect(names(screen.getByRole('list', { name: 'Visits that are over' }))).toEqual(['Ada Gone'])
  })

  it('shows the patients of one doctor on demand', async () => {
    show(DeskDashboard, 'receptionist')
    await screen.findByRole('list', { name: 'Expected' })
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Doctor' }), 'Ola Berg')
    expect(names(screen.getByRole('list', { name: 'Expected' }))).toEqual(['Ada Due'])
    expect(screen.getByText('Nobody is waiting.')).toBeInTheDocument()
  })

  it('lets nurses check in, and begin nothing that is not theirs', async () => {
    show(DeskDashboard, 'nurse')
    await screen.findByRole('button', { name: 'Check in Ada Due' })
    for (const name of ['Register patient', 'Book']) expect(screen.queryByRole('link', { name })).toBeNull()
    expect(screen.queryByRole('button', { name: /Walk-in|no-show/ })).toBeNull()
  })

  it('says what is wrong, and tries again', async () => {
    let isUp = false
    show(DeskDashboard, 'nurse', {
      'GET /appointments': () => (isUp ? { body: { items: day, nextCursor: null } } : problem(503, 'unavailable')),
    })
    const again = await screen.findByRole('button', { name: 'Try again' })
    isUp = true
    await userEvent.click(again)
    expect(await screen.findByRole('list', { name: 'Expected' })).toBeInTheDocument()
  })
})

describe('finding a patient', () => {
  const found = [person('p-Late', 'Late'), person('p-New', 'Newcomer')]
  const answers = { 'GET /patients': { body: { items: found, nextCursor: null } } }

  it('begins with the first letters; whoever is expected is received at once, and Enter opens the first', async () => {
    show(DeskDashboard, 'receptionist', answers)
    const field = await screen.findByRole('searchbox', { name: 'Find a patient' })
    expect(field).toHaveFocus()
    await userEvent.keyboard('ad')
    const list = await screen.findByRole('list', { name: 'Patients found' })
    expect(within(list).getByRole('button', { name: 'Check in Ada Late' })).toBeInTheDocument()
    const book = within(list).getByRole('link', { name: 'Book a visit for Ada Newcomer' })
    expect(book).toHaveAttribute('href', '/appointments/new?patientId=p-New')
    await userEvent.keyboard('{Enter}')
    expect(push).toHaveBeenCalledWith('/patients/p-Late')
    await userEvent.keyboard('{Escape}')
    expect(field).not.toHaveFocus()
    await userEvent.keyboard('/')
    expect(field).toHaveFocus()
    expect(field).toHaveValue('')
  })

  it('says that nobody is called so', async () => {
    show(DeskDashboard, 'receptionist', { 'GET /patients': { body: { items: [], nextCursor: null } } })
    await userEvent.type(await screen.findByRole('searchbox', { name: 'Find a patient' }), 'Quill')
    expect(await screen.findByText('Nobody is called “Quill”')).toBeInTheDocument()
  })

  it('shows whoever has just been registered', async () => {
    address = 'patientId=p-New'
    show(DeskDashboard, 'receptionist', { 'GET /patients/p-New': { body: found[1] } })
    const list = await screen.findByRole('list', { name: 'Just registered' })
    expect(within(list).getByRole('button', { name: 'Walk-in of Ada Newcomer' })).toBeInTheDocument()
  })
})

describe('a walk-in', () => {
  const slot = (minutes: number) => ({ start: at(minutes), end: at(minutes + 30) })
  const doctor = (who: typeof vega) => ({ ...who, acceptsBookings: true })
  const price = { amount: '80.00', currency: 'USD' }
  const minor = { id: 'k1', name: 'Minor surgery', durationMinutes: 60, price, active: true }
  const hospital = {
    'GET /patients/p-New': { body: person('p-New', 'Newcomer') },
    'GET /doctors': { body: { items: [doctor(vega), doctor(berg)], nextCursor: null } },
    'GET /doctors/d1/slots': { body: { items: [slot(40), slot(70)] } },
    'GET /doctors/d2/slots': { body: { items: [slot(10)] } },
    'GET /visit-types': { body: { items: [minor, { ...minor, id: 'k2', name: 'Gone', active: false }] } },
  }
  async function open(answers: Parameters<typeof fakeApi>[0]) {
    address = 'patientId=p-New'
    const received = show(DeskDashboard, 'receptionist', { ...hospital, ...answers })
    await userEvent.click(await screen.findByRole('button', { name: 'Walk-in of Ada Newcomer' }))
    await screen.findByRole('radio', { name: /Noor Vega/ })
    return received
  }

  const checkedIn = { ...day[4]!, status: 'checked-in' }
  const received = { 'POST /appointments': { status: 201, body: day[4] } }
  const submit = () => userEvent.click(screen.getByRole('button', { name: /^Book .* and check in$/ }))

  it('gets the next free time of anybody, or of the doctor who is chosen, and is checked in', async () => {
    const asked = await open({ ...received, 'POST /appointments/v-Due/check-in': { body: checkedIn } })
    expect(screen.getByRole('radio', { name: /Ola Berg/ })).toBeChecked()
    await userEvent.click(screen.getByRole('radio', { name: /Noor Vega/ }))
    await userEvent.type(screen.getByRole('textbox', { name: /^Reason/ }), 'Cut finger')
    await submit()
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(sent(asked)).toEqual([
      {
        method: 'POST',
        path: '/appointments',
        body: {
          patientId: 'p-New',
          doctorId: 'd1',
          visitTypeId: null,
          appointmentDate: expect.any(String),
          notes: 'Cut finger',
        },
      },
      { method: 'POST', path: '/appointments/v-Due/check-in', body: undefined },
    ])
    expect(replace).toHaveBeenCalledWith('/dashboard', { scroll: false })
  })

  it('has the day asked for once more, not once for each step', async () => {
    const asked = await open({ ...received, 'POST /appointments/v-Due/check-in': { body: checkedIn } })
    const days = () => asked.filter(({ method, path }) => method === 'GET' && path.startsWith('/appointments?')).length
    const before = days()
    await submit()
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(days()).toBe(before + 1)
  })

  it('may be of any kind that is on offer, which takes its own time', async () => {
    const asked = await open({
      ...received,
      'POST /appointments/v-Due/check-in': { body: checkedIn },
      'GET /doctors/d2/slots': ({ path }) => ({ body: { items: path.includes('visitTypeId') ? [] : [slot(10)] } }),
    })
    const kind = screen.getByRole('combobox', { name: 'Kind of visit' })
    expect(within(kind).getAllByRole('option')).toHaveLength(2)
    await userEvent.selectOptions(kind, 'Minor surgery · 1 hr · $80.00')
    await waitFor(() => expect(screen.queryByRole('radio', { name: /Ola Berg/ })).toBeNull())
    expect(await screen.findByRole('radio', { name: /Noor Vega/ })).toBeChecked()
    await submit()
    await waitFor(() => expect(sent(asked)[0]).toMatchObject({ body: { doctorId: 'd1', visitTypeId: 'k1' } }))
  })

  it('is told when nobody has time enough for it', async () => {
    await open({
      'GET /doctors/d1/slots': ({ path }) => ({ body: { items: path.includes('visitTypeId') ? [] : [slot(10)] } }),
      'GET /doctors/d2/slots': { body: { items: [] } },
    })
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Kind of visit' }), 'k1')
    expect(await screen.findByText(/free time left today that is long enough/)).toBeInTheDocument()
  })

  it('stays booked when checking in is refused, which is told', async () => {
    const asked = await open({ ...received, 'POST /appointments/v-Due/check-in': problem(409, 'wrong-status') })
    await submit()
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(sent(asked)).toHaveLength(2)
    expect(replace).toHaveBeenCalled()
  })

  it('who was overtaken is told so, and chooses again with nothing lost', async () => {
    const received = await open({ 'POST /appointments': problem(409, 'slot-taken') })
    await userEvent.type(screen.getByRole('textbox', { name: /^Reason/ }), 'Cut finger')
    await userEvent.click(screen.getByRole('button', { name: /^Book .* and check in$/ }))
    expect(await screen.findByRole('alert')).toHaveTextContent('Somebody has just taken this time')
    expect(screen.getByRole('textbox', { name: /^Reason/ })).toHaveValue('Cut finger')
    expect(sent(received)).toHaveLength(1)
  })

  it('needs a patient, and a doctor with a free time', async () => {
    const none = { body: { items: [] } }
    show(DeskDashboard, 'receptionist', { ...hospital, 'GET /doctors/d1/slots': none, 'GET /doctors/d2/slots': none })
    await userEvent.click(await screen.findByRole('button', { name: 'Walk-in' }))
    expect(await screen.findByText('No doctor has a free time left today.')).toBeInTheDocument()
    expect(screen.getByRole('button', { name: 'Book and check in' })).toBeDisabled()
  })
})

describe('a billing clerk', () => {
  const money = (amount: string) => ({ amount, currency: 'USD' })
  const bill = {
    id: 'b1',
    number: 'INV-2026-000001',
    patientId: 'p-Late',
    patient: person('p-Late', 'Late'),
    description: 'Dressing',
    amount: money('12.00'),
    balance: money('7.50'),
    status: 'overdue',
    issueDate: '2026-01-01',
    dueDate: at(-3 * 24 * 60).slice(0, 10),
  }
  const figures = {
    overdue: { count: 1, balance: money('7.50') },
    dueSoon: { count: 2, balance: money('30.10'), until: '2026-01-08' },
    receivedToday: { count: 3, amount: money('99.99') },
  }
  const hospital = {
    'GET /reports/receivables': { body: figures },
    'GET /billing': { body: { items: [bill], nextCursor: null } },
  }

  it('begins with what is overdue, and takes a payment from the list', async () => {
    const payment = { id: 'y', amount: money('7.50'), receiptNumber: 'RCT-1' }
    const received = show(BillingDashboard, 'billing', {
      ...hospital,
      'POST /billing/b1/payments': { status: 201, body: payment },
    })
    const list = await screen.findByRole('list', { name: 'Overdue, the longest first' })
    expect(list).toHaveTextContent('3 days overdue')
    expect(within(list).getByRole('link', { name: 'Ada Late' })).toHaveAttribute('href', '/billing/b1')
    expect(received.some(({ path }) => /^\/billing\?.*dueBefore=\d{4}-\d\d-\d\d/.test(path))).toBe(true)
    expect(screen.getByText('3 payments')).toBeInTheDocument()
    await userEvent.click(screen.getByRole('button', { name: 'Record a payment of Ada Late for INV-2026-000001' }))
    await userEvent.click(await screen.findByRole('button', { name: 'Record $7.50' }))
    await waitFor(() => expect(sent(received)).toMatchObject([{ body: { amount: '7.50', method: 'cash' } }]))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('is told that nothing is overdue', async () => {
    show(BillingDashboard, 'billing', { ...hospital, 'GET /billing': { body: { items: [], nextCursor: null } } })
    expect(await screen.findByText('Nothing is overdue')).toBeInTheDocument()
  })

  it('sees the list although the figures are refused', async () => {
    show(BillingDashboard, 'billing', { ...hospital, 'GET /reports/receivables': problem(503, 'unavailable') })
    expect(await screen.findByRole('link', { name: 'Ada Late' })).toBeInTheDocument()
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeInTheDocument()
  })
})
