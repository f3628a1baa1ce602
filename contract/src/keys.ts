import { z } from 'zod'
import { Id, Instant } from './common.ts'
import { endpoint } from './endpoint.ts'

/** What keys of the ring wrap, seal or hash. */
export const keyUseKinds = [
  'patient-keys',
  'phone-indexes',
  'totp-secrets',
  'stored-replies',
  'findings',
  'recovery-codes',
  'retained-keys',
] as const

/** One key of `HMS_KEYS`, or one that something stored names. Nothing of the key itself. */
export const RingKey = z
  .strictObject({
    id: z.string(),
    current: z.boolean().meta({ description: 'Wraps what is new' }),
    held: z.boolean().meta({ description: 'Whether the process that answers has it' }),
    firstSeenAt: Instant.nullable(),
    uses: z.array(z.strictObject({ kind: z.enum(keyUseKinds), rows: z.int().min(0) })),
    removable: z.boolean().meta({ description: 'Nothing that is stored needs it' }),
  })
  .meta({ id: 'RingKey' })
export type RingKey = z.infer<typeof RingKey>

/** The work that has the current key wrap what others wrapped before. */
export const KeyRotation = z
  .strictObject({
    id: Id,
    toKey: z.string(),
    startedAt: Instant,
    touchedAt: Instant.meta({ description: 'When it last went on' }),
    finishedAt: Instant.nullable(),
    rows: z.int().min(0).meta({ description: 'Done so far' }),
    failure: z.string().nullable().meta({ description: 'Why something was left; null when nothing was' }),
  })
  .meta({ id: 'KeyRotation' })
export type KeyRotation = z.infer<typeof KeyRotation>

export const KeyRingStatus = z
  .strictObject({
    keys: z.array(RingKey),
    left: z.int().min(0).meta({ description: 'Rows that are not of the current key yet' }),
    rotation: KeyRotation.nullable().meta({ description: 'The newest, going on or over' }),
  })
  .meta({ id: 'KeyRingStatus' })
export type KeyRingStatus = z.infer<typeof KeyRingStatus>

export const keyApi = {
  status: endpoint({
    method: 'get',
    path: '/keys',
    permission: 'key:read',
    summary: 'Which key wraps how many rows of what',
    response: KeyRingStatus,
  }),
  rotate: endpoint({
    method: 'post',
    path: '/keys/rotation',
    permission: 'key:rotate',
    summary:
      'Have the current key wrap what other keys have wrapped, while people work; answers with the one that goes on',
    response: KeyRotation,
    stepUp: true,
  }),
}
