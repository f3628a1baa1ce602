import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { fakeApi, renderPage } from '@/tests/support'
import { Restrictions } from './restrictions'
import { WhoMaySee } from './who-may-see'

const id = '00000000-0000-4000-8000-00000000000a'
const rule = (name: string, more: object = {}) => ({
  rule: name,
  since: null,
  until: null,
  appointmentId: null,
  throughRestriction: false,
  ...more,
})
const doctor = { id: 'd', firstName: 'Ada', lastName: 'Rao', specialization: 'Surgery' }

describe('who may see a record', () => {
  it('is asked only when somebody wants to know, and told with its reasons', async () => {
    const received = fakeApi({
      'GET /auth/me': { body: { user: { role: 'patient' }, patient: { id, complete: true }, doctor: null } },
      'GET /settings': { body: { timeZone: 'UTC', currency: 'USD', locale: 'en-US' } },
      [`GET /patients/${id}/access`]: {
        body: {
          items: [
            {
              user: { id: 'u', name: 'Ada Rao' },
              role: 'doctor',
              reads: ['directory'],
              rules: [rule('visit', { until: '2026-03-01T10:00:00Z' }), rule('restriction')],
            },
            { user: null, role: 'receptionist', reads: ['directory', 'contact'], rules: [rule('role')] },
          ],
        },
      },
    })
    renderPage(<WhoMaySee patientId={id} />)
    expect(received.filter(({ path }) => path.includes('/access'))).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: 'Show who may see it' }))
    expect(await screen.findByText('Ada Rao')).toBeVisible()
    expect(screen.getByText('Ada Rao').closest('[tabindex="-1"]')).toHaveFocus()
    expect(screen.getByText('The patient keeps the record from them')).toBeVisible()
    expect(screen.getByText(/^A visit with this doctor, until .*2026|^A visit with this doctor, until /)).toBeVisible()
    expect(screen.getByText('Everybody with the role Receptionist')).toBeVisible()
    expect(screen.getByText('Reads name and birth date, contact data')).toBeVisible()
  })
})

describe('doctors who do not see the own record', () => {
  it('are listed with the reason, and may be let in again', async () => {
    const kept = { id: 'r', doctor, from: '2026-01-01T00:00:00Z', until: null, active: true, reason: 'A neighbour' }
    const items = [kept]
    const received = fakeApi({
      'GET /settings': { body: { timeZone: 'UTC', currency: 'USD', locale: 'en-US' } },
      [`GET /patients/${id}/restrictions`]: () => ({ body: { items } }),
      'POST /restrictions/r/lift': () => {
        items.length = 0
        return { body: { ...kept, active: false } }
      },
    })
    renderPage(<Restrictions patientId={id} />)
    expect(await screen.findByText(/A neighbour/)).toBeVisible()
    expect(screen.getByRole('button', { name: 'Keep my record from this doctor' })).toBeDisabled()
    await userEvent.click(screen.getByRole('button', { name: 'Let them see it again' }))
    expect(received.some(({ method, path }) => method === 'POST' && path === '/restrictions/r/lift')).toBe(true)
  })
})
