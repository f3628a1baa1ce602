// @covers 45CFR164.520(c)
import type { Me } from '@hms/contract/auth'
import type { PatientConsents } from '@hms/contract/consents'
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { fakeApi, renderPage } from '@/tests/support'
import { NoticeDue } from './notice-due'
import { OwnConsents } from './own-consents'

const id = 'b8474324-2d13-46b7-bf08-f1fd954198f2'
const me = (lastSignInAt: string) => ({ user: { id, lastSignInAt }, patient: { id, complete: true } }) as unknown as Me
const notice = {
  version: 2,
  publishedAt: '2026-01-01T00:00:00Z',
  sections: [{ heading: 'Who', text: 'We.\n\nTruly.' }],
}
const consents = (changes: Partial<PatientConsents> = {}): PatientConsents => ({
  noticeVersion: 2,
  acknowledgements: [{ version: 1, at: '2025-01-01T00:00:00Z', way: 'sign-up' }],
  present: [{ purpose: 'reminders-by-sms', scope: 'patient-privacy', provision: 'permit', statement: null }],
  history: [],
  ...changes,
})
const answers = (own: PatientConsents) => ({
  [`GET /patients/${id}/consents`]: { body: own },
  'GET /privacy-notices/current': { body: { notice } },
  'GET /settings': { body: { timeZone: 'UTC', locale: 'en-US', currency: 'USD' } },
  [`POST /patients/${id}/notice-acknowledgements`]: {
    status: 201,
    body: { version: 2, at: '2026-02-01T00:00:00Z', way: 'online' },
  },
  [`POST /patients/${id}/consents`]: { status: 201, body: {} },
})

beforeEach(() => sessionStorage.clear())

describe('a new version of the privacy notice', () => {
  it('is shown, and noted with its version when the patient has read it', async () => {
    const received = fakeApi(answers(consents()))
    renderPage(<NoticeDue me={me('2026-03-01T08:00:00Z')} />)
    expect(await screen.findByText('Our privacy notice has changed')).toBeVisible()
    // Nothing stands in the way of whoever comes for something else.
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    await userEvent.click(screen.getByRole('button', { name: 'Read the notice' }))
    expect(screen.getByRole('dialog', { name: 'Our privacy notice has changed' })).toBeVisible()
    expect(screen.getByText('Truly.')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'I have read it' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    expect(received.find(({ method }) => method === 'POST')).toMatchObject({ body: { version: 2 } })
  })

  it('can be put off until the next sign-in, and nothing is noted', async () => {
    const received = fakeApi(answers(consents()))
    const first = renderPage(<NoticeDue me={me('2026-03-01T08:00:00Z')} />)
    await userEvent.click(await screen.findByRole('button', { name: 'Later' }))
    expect(screen.queryByRole('region')).not.toBeInTheDocument()
    first.unmount()
    renderPage(<NoticeDue me={me('2026-03-01T08:00:00Z')} />)
    expect(screen.queryByRole('region')).not.toBeInTheDocument()
    expect(received.some(({ method }) => method === 'POST')).toBe(false)
    renderPage(<NoticeDue me={me('2026-03-02T08:00:00Z')} />)
    expect(await screen.findByRole('region', { name: 'Privacy notice' })).toBeVisible()
  })

  it('is not shown to whoever has taken note of it, nor before the first was published', async () => {
    for (const own of [
      consents({ acknowledgements: [{ version: 2, at: '2026-01-02T00:00:00Z', way: 'online' }] }),
      consents({ noticeVersion: null }),
    ]) {
      sessionStorage.clear()
      const received = fakeApi(answers(own))
      const view = renderPage(<NoticeDue me={me('2026-03-01T08:00:00Z')} />)
      await waitFor(() => expect(sessionStorage).toHaveLength(1))
      expect(received.map(({ path }) => path)).toEqual([`/patients/${id}/consents`])
      expect(screen.queryByRole('region')).not.toBeInTheDocument()
      view.unmount()
      // Asked once after a sign-in, and not on every page.
      renderPage(<NoticeDue me={me('2026-03-01T08:00:00Z')} />).unmount()
      expect(received).toHaveLength(1)
    }
  })
})

describe('what a patient permits', () => {
  it('is said with one switch, which falls back when it is refused', async () => {
    const refused = {
      status: 503,
      body: { type: '/problems/unavailable', code: 'unavailable', title: 'x', status: 503 },
    }
    const received = fakeApi({ ...answers(consents()), [`POST /patients/${id}/consents`]: refused })
    renderPage(<OwnConsents patientId={id} />)
    const choice = await screen.findByRole('switch', { name: 'Reminders by text message' })
    expect(choice).toBeChecked()
    await userEvent.click(choice)
    await waitFor(() =>
      expect(received.find(({ method }) => method === 'POST')?.body).toEqual({
        purpose: 'reminders-by-sms',
        provision: 'deny',
      }),
    )
    await waitFor(() => expect(choice).toBeEnabled())
    expect(choice).toBeChecked()
  })
})
