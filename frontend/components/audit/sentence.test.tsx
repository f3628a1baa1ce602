import type { AuditEvent } from '@hms/contract/audit'
import { renderPage } from '@/tests/support'
import { useAuditSentence } from './sentence'

const ids = ['b8474324-2d13-46b7-bf08-f1fd954198f2', '327efc75-e776-450d-b182-7d9c42209faa']
const read: AuditEvent = {
  seq: '1',
  id: ids[0]!,
  recorded: '2026-01-01T00:00:00Z',
  action: 'R',
  operation: 'patient.read',
  outcome: 'success',
  actor: { id: ids[1]!, name: 'Anjali Rao', role: 'doctor' },
  purpose: 'TREAT',
  sessionId: null,
  requestId: 'r',
  clientAddress: null,
  resource: { type: 'Patient', id: ids[0]!, version: 1 },
  patientIds: [ids[0]!],
  patientName: "Amélie O'Hara",
  changedFields: [],
  reason: null,
}

function Sentence({ event }: { event: AuditEvent }) {
  return <p>{useAuditSentence()(event)}</p>
}
const say = (changes: Partial<AuditEvent>) =>
  renderPage(<Sentence event={{ ...read, ...changes }} />).container.textContent

const login = { operation: 'auth.login', patientIds: [], patientName: null }
const unknown = { id: null, name: null, role: 'auth' }

describe('an audit event in words', () => {
  it.each([
    [{}, "Anjali Rao read the record of Amélie O'Hara"],
    [{ patientName: null }, 'Anjali Rao read the record of patient b8474324'],
    [
      { operation: 'patient.search', patientIds: ids, patientName: null },
      'Anjali Rao searched for patients and saw 2 patients',
    ],
    [login, 'Anjali Rao signed in'],
    [{ ...login, outcome: 'failed' as const, actor: unknown }, 'A sign-in as Somebody unknown failed'],
    [
      { operation: 'message.send', actor: { ...unknown, role: 'system' } },
      "The system took up a message to Amélie O'Hara for sending",
    ],
    [{ operation: 'audit.list', patientIds: [], patientName: null }, 'Anjali Rao looked into the audit log'],
    [
      {
        operation: 'get /patients/:id',
        outcome: 'refused' as const,
        resource: { type: 'patients', id: null, version: null },
      },
      'Anjali Rao asked for patients and was refused',
    ],
    [{ operation: 'ward.close' }, 'Anjali Rao: ward.close'],
  ])('%j', (changes, sentence) => {
    expect(say(changes)).toBe(sentence)
  })
})
