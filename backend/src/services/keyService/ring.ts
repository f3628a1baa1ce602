import { db } from '../../config/database.ts'
import { KeyError } from '../../config/keys.ts'
import { keys } from '../../config/runtime.ts'
import * as KeyUse from '../../models/KeyUse.ts'
import * as RingKey from '../../models/RingKey.ts'
import { unwrap } from '../../models/sealing.ts'
import { authIdentity, systemIdentity } from '../../utils/context.ts'

const LOOKED = 'a look at which keys there have to be'

/** By what a key is known again under its id. */
const proofOf = (keyId: string) => keys.mac('proof', keyId, keyId)

/** Ids of keys that something is wrapped by and this process does not have. Steps over an index: cheap. */
export async function missingKeys(): Promise<string[]> {
  const [mine, auth] = await Promise.all([
    db.read(systemIdentity, (tx) => (tx.withoutAudit(LOOKED), KeyUse.idsAsSystem(tx))),
    db.read(authIdentity, (tx) => (tx.withoutAudit(LOOKED), KeyUse.idsAsAuth(tx))),
  ])
  return [...new Set([...mine, ...auth])].filter((id) => !keys.holds(id)).sort()
}

/** Ids of keys of our ring that are not what they are called: the database knows other ones by these ids. */
async function wrongKeys(): Promise<string[]> {
  return db.read(systemIdentity, async (tx) => {
    tx.withoutAudit(LOOKED)
    const known = new Map((await RingKey.list(tx)).map(({ keyId, proof }) => [keyId, proof]))
    const wrong: string[] = []
    for (const id of keys.ids) {
      const isOther = known.has(id) && !known.get(id)!.equals(proofOf(id))
      if (isOther || !(await opensASample(tx, id))) wrong.push(id)
    }
    return wrong
  })
}

async function opensASample(tx: Parameters<typeof KeyUse.sample>[0], id: string): Promise<boolean> {
  const row = await KeyUse.sample(tx, id)
  if (!row) return true
  try {
    return unwrap(row) !== ''
  } catch (error) {
    if (error instanceof KeyError) return false
    throw error
  }
}

/**
 * Why this process must not work with its ring, in words that name ids alone; nothing when it may, and then its keys are
 * known from now on.
 */
export async function complaintsAboutRing(): Promise<string[]> {
  const [missing, wrong] = [await missingKeys(), await wrongKeys()]
  const complaints = [
    ...(missing.length > 0 ? [`HMS_KEYS does not hold ${missing.join(', ')}, which data is sealed with`] : []),
    ...(wrong.length > 0
      ? [`HMS_KEYS has another key under the id ${wrong.join(', ')} than the data was sealed with`]
      : []),
  ]
  if (complaints.length === 0) await noteKeys()
  return complaints
}

async function noteKeys(): Promise<void> {
  await db.write(systemIdentity, async (tx) => {
    tx.withoutAudit('which keys there are concerns nobody')
    const known = new Set((await RingKey.list(tx)).map(({ keyId }) => keyId))
    const fresh = keys.ids.filter((id) => !known.has(id))
    if (fresh.length > 0)
      await RingKey.note(
        tx,
        fresh.map((keyId) => ({ keyId, proof: proofOf(keyId) })),
      )
  })
}
