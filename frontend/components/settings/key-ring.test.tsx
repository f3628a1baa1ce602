import type { KeyRingStatus } from '@hms/contract/keys'
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { demoUser, fakeApi, renderPage } from '@/tests/support'
import { KeyRing } from './key-ring'

const settings = { timeZone: 'UTC', currency: 'USD', locale: 'en-US', name: 'Harbor Falls' }
const base = {
  'GET /settings': { body: settings },
  'GET /auth/me': { body: { user: demoUser(), patient: null, doctor: null } },
}

const rotation = {
  id: '00000000-0000-4000-8000-000000000001',
  toKey: 'k2',
  startedAt: '2026-11-23T08:00:00Z',
  touchedAt: '2026-11-23T08:00:01Z',
  finishedAt: null,
  rows: 30,
  failure: null,
}

const half: KeyRingStatus = {
  keys: [
    {
      id: 'k2',
      current: true,
      held: true,
      firstSeenAt: '2026-11-23T07:00:00Z',
      uses: [{ kind: 'patient-keys', rows: 12 }],
      removable: false,
    },
    {
      id: 'k1',
      current: false,
      held: true,
      firstSeenAt: null,
      uses: [{ kind: 'patient-keys', rows: 48 }],
      removable: false,
    },
  ],
  left: 48,
  rotation: null,
}

describe('the key ring in the settings', () => {
  it('says what each key is needed for, asks before it rotates, and shows how far it came', async () => {
    let status = half
    const received = fakeApi({
      ...base,
      'GET /keys': () => ({ body: status }),
      'POST /keys/rotation': () => {
        status = { ...half, left: 18, rotation }
        return { body: rotation }
      },
    })
    renderPage(<KeyRing />)
    expect(await screen.findByText('48 rows are not of the current key yet')).toBeVisible()
    const [current, old] = screen.getAllByRole('listitem')
    expect(within(current!).getByText('Current')).toBeVisible()
    expect(within(old!).getByText('Needed')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Rotate' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Rotate to k2?' })
    await userEvent.click(within(dialog).getByRole('button', { name: 'Rotate' }))
    const progress = await screen.findByRole('progressbar', { name: 'Progress of the rotation' })
    expect(progress).toHaveAttribute('value', '30')
    expect(progress).toHaveAttribute('max', '48')
    expect(received.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('warns of a key that is missing, and names what may go', async () => {
    const keys = [
      { ...half.keys[0]!, uses: [] },
      { id: 'k1', current: false, held: true, firstSeenAt: null, uses: [], removable: true },
      {
        id: 'k0',
        current: false,
        held: false,
        firstSeenAt: null,
        uses: [{ kind: 'patient-keys' as const, rows: 2 }],
        removable: false,
      },
    ]
    fakeApi({ ...base, 'GET /keys': { body: { keys, left: 2, rotation: null } } })
    renderPage(<KeyRing />)
    expect(await screen.findByText('HMS_KEYS does not hold k0')).toBeVisible()
    expect(screen.getByText('May be removed')).toBeVisible()
    expect(screen.getByText('Missing')).toBeVisible()
  })
})
