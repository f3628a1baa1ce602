import type { AuditEvent } from '@hms/contract/audit'
import { screen } from '@testing-library/react'
import { fakeApi, renderPage } from '@/tests/support'
import { AuditDetails } from './audit-details'

const event: AuditEvent = {
  seq: '1',
  id: 'b8474324-2d13-46b7-bf08-f1fd954198f2',
  recorded: '2026-01-05T19:04:09Z',
  action: 'R',
  operation: 'patient.read',
  outcome: 'success',
  actor: { id: '327efc75-e776-450d-b182-7d9c42209faa', name: 'Marta Osei', role: 'privacy_officer' },
  purpose: 'HOPERAT',
  sessionId: null,
  requestId: 'r',
  clientAddress: null,
  resource: { type: 'Patient', id: null, version: null },
  patientIds: [],
  patientName: null,
  changedFields: [],
  reason: null,
}

function show(actor: AuditEvent['actor'], changes: Partial<AuditEvent> = {}) {
  fakeApi({ 'GET /settings': { body: { timeZone: 'America/New_York', currency: 'USD', locale: 'en-US' } } })
  return renderPage(<AuditDetails event={{ ...event, ...changes, actor }} onRequest={jest.fn()} />)
}

describe('the details of an audit entry', () => {
  it('tell the time to the second on the hospital’s clock', async () => {
    show(event.actor)
    const time = await screen.findByText(/^Jan 5, 2026, 2:04:09\sPM EST$/)
    expect(time).toHaveAttribute('datetime', event.recorded)
  })

  it.each([
    ['Practitioner', 'Doctor'],
    ['privacy-cases', 'privacy cases'],
    ['Wardrobe', 'Wardrobe'],
  ])('say in words what a deed is about: %s', (type, words) => {
    show(event.actor, { resource: { type, id: null, version: null } })
    expect(screen.getByText('About').nextSibling).toHaveTextContent(words)
  })

  it.each([
    [event.actor, 'Marta Osei · Privacy officer'],
    [{ id: null, name: null, role: 'system' }, 'The system'],
    [{ id: null, name: null, role: 'auth' }, 'Nobody signed in'],
    [{ ...event.actor, name: null, role: 'registrar' }, '327efc75 · registrar'],
  ])('name %j in words', (actor, words) => {
    show(actor)
    expect(screen.getByText('Who').nextSibling).toHaveTextContent(words)
  })
})
