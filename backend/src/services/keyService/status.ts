import { db } from '../../config/database.ts'
import { keys } from '../../config/runtime.ts'
import * as KeyRotation from '../../models/KeyRotation.ts'
import * as KeyUse from '../../models/KeyUse.ts'
import * as RingKey from '../../models/RingKey.ts'
import { authIdentity, systemIdentity } from '../../utils/context.ts'

/** What a key still does for what is stored. */
export interface KeyStatus {
  id: string
  /** Wraps what is new. */
  current: boolean
  /** Whether this process has it. */
  held: boolean
  firstSeenAt: Date | null
  /** Rows by kind that the current key does not open instead; zero everywhere where the key may leave the ring. */
  uses: { kind: KeyUse.KeyUseKind; rows: number }[]
  /** Nothing needs it. */
  removable: boolean
}

export interface RingStatus {
  keys: KeyStatus[]
  /** Rows that keys other than the current one wrap, and what releases before wrote without the key's id. */
  left: number
  rotation: KeyRotation.KeyRotationRow | null
}

/** Codes on paper stay under their key: a rotation keeps what was derived of it for them. */
const isToDo = ({ kind, keyId }: KeyUse.KeyUse) => kind !== 'recovery-codes' && keyId !== keys.currentId

const COUNTED = 'how many rows a key wraps concerns nobody'

async function countUses(): Promise<KeyUse.KeyUse[]> {
  const [mine, auth] = await Promise.all([
    db.read(systemIdentity, (tx) => (tx.withoutAudit(COUNTED), KeyUse.countAsSystem(tx))),
    db.read(authIdentity, (tx) => (tx.withoutAudit(COUNTED), KeyUse.countAsAuth(tx))),
  ])
  return [...mine, ...auth]
}

/** Rows that a rotation has to do, or has left. */
export async function countLeft(): Promise<number> {
  return (await countUses()).filter(isToDo).reduce((sum, { rows }) => sum + rows, 0)
}

/** Which keys there are, and how much each of them still wraps. Looks at every row. */
export async function ringStatus(): Promise<RingStatus> {
  const uses = await countUses()
  const [seen, [rotation = null]] = await db.read(systemIdentity, async (tx) => {
    tx.withoutAudit(COUNTED)
    return [await RingKey.list(tx), await KeyRotation.latest(tx, 1)] as const
  })
  const used = uses.flatMap(({ keyId }) => keyId ?? [])
  const ids = new Set([...keys.ids, ...seen.map(({ keyId }) => keyId), ...used])
  // Whatever does not say its key may need any of them.
  const nameless = uses.some(({ kind, keyId }) => keyId === null && kind !== 'recovery-codes')
  const statusOf = (id: string): KeyStatus => {
    const own = uses.filter(({ keyId }) => keyId === id)
    const current = id === keys.currentId
    return {
      id,
      current,
      held: keys.holds(id),
      firstSeenAt: seen.find(({ keyId }) => keyId === id)?.firstSeenAt ?? null,
      uses: own.map(({ kind, rows }) => ({ kind, rows })),
      removable: !current && !nameless && !own.some(isToDo),
    }
  }
  const left = uses.filter(isToDo).reduce((sum, { rows }) => sum + rows, 0)
  return { keys: [...ids].map(statusOf), left, rotation }
}
