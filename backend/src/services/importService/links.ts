import type { ReadTx, WriteTx } from '../../config/database.ts'
import * as ExternalIdentifier from '../../models/ExternalIdentifier.ts'
import type { IdentifiedType } from '../../models/ExternalIdentifier.ts'
import type { Elsewhere, Key, Link } from './records.ts'
import { UnreadableFile } from './unreadable.ts'

/** A reference to somebody whom neither the file nor the hospital knows; another file of the folder may bring them. */
export class UnknownReference extends Error {
  override name = 'UnknownReference'
}

/** Who is meant by `Patient/1` among the files of one run; null where two files mean two people. */
export type RunAliases = Map<string, string | null>

interface Identified {
  keys: Key[]
  aliases: string[]
}

/** Finds the records that links lead to. */
export interface Links {
  /** The record that these keys stand for. @throws UnreadableFile when they stand for more than one */
  findRecord(type: IdentifiedType, keys: readonly Key[]): Promise<string | null>
  /** Says which record the next one of the file has become. */
  add(type: 'Patient' | 'Practitioner', record: Identified, id: string): Promise<void>
  find(type: 'Patient' | 'Practitioner', link: Link): Promise<string | null>
  /** @throws UnknownReference */
  require(type: 'Patient' | 'Practitioner', link: Link): Promise<string>
  /** Makes the aliases of the file known to the other files of the run. */
  publish(): void
}

export function linksOf(tx: ReadTx | WriteTx, runAliases: RunAliases): Links {
  const own = { Patient: [] as string[], Practitioner: [] as string[] }
  const aliases: [string, string][] = []

  const findRecord = async (type: IdentifiedType, keys: readonly Key[]): Promise<string | null> => {
    if (keys.length === 0) return null
    const ids = new Set((await ExternalIdentifier.find(tx, type, keys)).map(({ resourceId }) => resourceId))
    if (ids.size > 1) throw new UnreadableFile(`The identifiers of one ${type} belong to ${ids.size} records here`)
    return [...ids][0] ?? null
  }
  const findElsewhere = async (type: IdentifiedType, link: Elsewhere): Promise<string | null> => {
    const known = await findRecord(type, link.keys)
    return known ?? link.aliases.map((alias) => runAliases.get(`${type} ${alias}`)).find((id) => id) ?? null
  }
  const find = async (type: 'Patient' | 'Practitioner', link: Link): Promise<string | null> =>
    link.at === 'file' ? own[type][link.index]! : findElsewhere(type, link)

  return {
    findRecord,
    find,
    async add(type, record, id) {
      own[type].push(id)
      for (const alias of record.aliases) aliases.push([`${type} ${alias}`, id])
      const identifiers = record.keys.map((key) => ({ ...key, resourceId: id }))
      await ExternalIdentifier.insert(tx as WriteTx, type, identifiers)
    },
    async require(type, link) {
      const id = await find(type, link)
      if (id) return id
      const reference = link.at === 'elsewhere' ? link.reference.slice(0, 200) : ''
      throw new UnknownReference(`Broken reference, ${reference} is neither in this file nor known here`)
    },
    publish() {
      for (const [alias, id] of aliases) {
        const known = runAliases.get(alias)
        runAliases.set(alias, known === undefined || known === id ? id : null)
      }
    },
  }
}
