import type { AccessLogEntry } from '@hms/contract/privacy'
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { renderPage } from '@/tests/support'
import { AccessLogRow } from './access-log-row'
import { CaseRow } from './case-row'

const entry: AccessLogEntry = {
  id: 'b8474324-2d13-46b7-bf08-f1fd954198f2',
  at: '2026-01-05T10:00:00Z',
  actor: { id: '327efc75-e776-450d-b182-7d9c42209faa', name: 'Anjali Rao', role: 'doctor' },
  action: 'R',
  operation: 'patient.read',
  outcome: 'success',
  purpose: 'TREAT',
  reason: null,
  changedFields: [],
  othersToo: false,
  case: null,
}
const show = (changes: Partial<AccessLogEntry>, mayAsk = true) =>
  renderPage(<AccessLogRow entry={{ ...entry, ...changes }} patientId={entry.id} mayAsk={mayAsk} />)

describe('an entry of the access log', () => {
  it('says what was done, by whom, in which role and why', () => {
    show({ reason: 'Second opinion', changedFields: ['emergencyContact'] })
    expect(screen.getByText('Read your record')).toBeVisible()
    expect(screen.getByText(/Anjali Rao/)).toHaveTextContent('Anjali Rao · Doctor')
    expect(screen.getByText(/^Why:/)).toHaveTextContent(
      'Why: Your treatment · Reason given: Second opinion · Changed: emergency contact',
    )
  })

  it.each([
    [{ operation: 'patient.search', othersToo: true }, 'Saw your name in a search together with other people’s'],
    [{ operation: 'ward.close' }, 'Did something with your record (ward.close)'],
    [{ actor: { id: null, name: null, role: 'system' }, operation: 'message.send' }, 'The hospital’s system'],
    [{ actor: { ...entry.actor, name: null } }, 'Somebody of the hospital'],
    [{ outcome: 'refused' as const }, 'Refused'],
  ])('finds words for %j', (changes, words) => {
    const { container } = show(changes)
    expect(container).toHaveTextContent(words)
  })

  it('can be asked about once, by the patient, where a person did it', async () => {
    const { unmount } = show({})
    await userEvent.click(screen.getByRole('button', { name: 'I don’t recognise this' }))
    expect(await screen.findByRole('alertdialog', { name: 'Ask the hospital about this' })).toBeVisible()
    unmount()
    for (const [changes, mayAsk] of [
      [{}, false],
      [{ actor: { id: null, name: null, role: 'system' } }, true],
      [{ case: { id: entry.id, state: 'open', openedAt: entry.at, closedAt: null, finding: null } }, true],
    ] as const) {
      const view = show(changes, mayAsk)
      expect(screen.queryByRole('button')).not.toBeInTheDocument()
      view.unmount()
    }
  })

  it('shows what became of a question', () => {
    show({ case: { id: entry.id, state: 'closed', openedAt: entry.at, closedAt: entry.at, finding: 'A stand-in.' } })
    expect(screen.getByText('A stand-in.')).toBeVisible()
  })
})

describe('a privacy case', () => {
  const item = {
    id: entry.id,
    kind: 'patient-report' as const,
    patient: { id: entry.id, name: 'Amélie O’Hara' },
    eventId: null,
    subject: { ...entry.actor, id: entry.actor.id! },
    openedAt: entry.at,
    message: 'I never met this doctor' as string | null,
    alert: null,
    state: 'open' as const,
    closedAt: null,
    closedBy: null,
    finding: null,
  }

  it('can be closed while it is open', () => {
    renderPage(<CaseRow item={item} />)
    expect(screen.getByText('I never met this doctor')).toBeVisible()
    expect(screen.getByRole('link', { name: 'Amélie O’Hara' })).toHaveAttribute('href', `/patients/${entry.id}`)
    expect(screen.getByRole('button', { name: 'Close' })).toBeVisible()
  })

  it('shows who closed it and what was found', () => {
    const closedBy = { id: entry.id, name: 'Ada Byron' }
    renderPage(<CaseRow item={{ ...item, state: 'closed', closedAt: entry.at, closedBy, finding: 'A stand-in.' }} />)
    expect(screen.getByText(/Closed by Ada Byron/)).toBeVisible()
    expect(screen.getByText('A stand-in.')).toBeVisible()
    expect(screen.queryByRole('button')).not.toBeInTheDocument()
  })

  it('of an alert says what was found, how bad it is and when, and names no patient where it is about many', () => {
    const alert = {
      rule: 'mass-reading' as const,
      severity: 'high' as const,
      from: '2026-01-05T09:10:00Z',
      until: '2026-01-05T09:50:00Z',
      count: 61,
      usual: 12,
      patientIds: [],
    }
    const { container } = renderPage(
      <CaseRow item={{ ...item, kind: 'alert' as const, patient: null, message: null, alert }} />,
    )
    expect(screen.getByText('61 patients’ records were opened within an hour')).toBeVisible()
    expect(screen.getByText('High')).toBeVisible()
    expect(container).toHaveTextContent('12 in a busy hour otherwise')
    expect(container).toHaveTextContent('Anjali Rao')
    expect(container).not.toHaveTextContent('Patient:')
    expect(container).not.toHaveTextContent('You may not read')
  })
})
