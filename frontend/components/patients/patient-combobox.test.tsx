import type { PatientSummary } from '@hms/contract/patients'
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { fakeApi, renderPage } from '@/tests/support'
import { PatientCombobox } from './patient-combobox'

const ada = { firstName: 'Ada', lastName: 'Byron', gender: 'female' }
const elder = { ...ada, id: 'p1', mrn: 'M00000001', dateOfBirth: '1950-03-02' }
const younger = { ...ada, id: 'p2', mrn: 'M00000002', dateOfBirth: null }

function Choice() {
  const [patient, setPatient] = useState<PatientSummary | null>(null)
  return <PatientCombobox aria-label="Patient" value={patient} onValueChange={setPatient} placeholder="Nobody yet" />
}

it('tells namesakes apart by record number and birth date, also once one is chosen, with the keyboard alone', async () => {
  const received = fakeApi({
    'GET /settings': { body: { timeZone: 'UTC' } },
    'GET /patients': { body: { items: [elder, younger], nextCursor: null } },
  })
  renderPage(<Choice />)
  const user = userEvent.setup()
  await user.tab()
  await user.keyboard('{Enter}')
  expect(await screen.findByRole('option', { name: /^Ada Byron ?M00000001 · .*1950/ })).toBeInTheDocument()
  expect(screen.getByRole('option', { name: /^Ada Byron ?M00000002$/ })).toBeInTheDocument()
  await user.keyboard('{ArrowDown}{Enter}')
  expect(await screen.findByRole('button', { name: 'Patient' })).toHaveTextContent('Ada Byron · M00000002')
  expect(received.filter(({ path }) => path.startsWith('/patients'))).toHaveLength(1)
})
