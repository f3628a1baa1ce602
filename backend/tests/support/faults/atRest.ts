/**
 * A database server of its own whose files are searched, for one test file: its log takes down every statement, and statistics
 * are kept of them. Import it before anything that reads the environment; call `remove` at the end.
 */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { removeData } from '../../../../scripts/lib/postgres.mjs'
import { databaseEnv, prepareHospital, startPostgres } from '../cluster/postgres.ts'

const dataDir = `${process.env.CLUSTER_DATA_DIR}-at-rest`
await removeData(dataDir)
const server = await startPostgres({
  dataDir,
  // As loud as a server gets, and with pages and the log as a real one writes them.
  settings: {
    log_min_duration_statement: '0',
    log_min_error_statement: 'debug1',
    shared_preload_libraries: 'pg_stat_statements',
    work_mem: '64kB',
    wal_level: 'logical',
    full_page_writes: 'on',
  },
})
await prepareHospital(server)

const home = fs.mkdtempSync(join(tmpdir(), 'hms-at-rest-'))
const [temporary, backups] = [join(home, 'tmp'), join(home, 'backup')]
for (const folder of [temporary, backups]) fs.mkdirSync(folder)
const identity = await generateX25519Identity()
Object.assign(process.env, databaseEnv(server), {
  BACKUP_DIR: backups,
  BACKUP_RECIPIENT: await identityToRecipient(identity),
  // Where programs of ours put what they need for a moment.
  TMPDIR: temporary,
})

/** A word in every form that it could have been written down in: as it is, small, UTF-16, hexadecimal, and base64 anywhere. */
function formsOf(stem: string): Buffer[] {
  const texts = [stem, stem.toLowerCase(), stem.toUpperCase()]
  const hex = texts.flatMap((text) => {
    const digits = Buffer.from(text).toString('hex')
    return [digits, digits.toUpperCase()]
  })
  const base64 = texts.flatMap((text) =>
    [0, 1, 2].map((shift) => {
      const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString('base64')
      return encoded.slice(4, -4)
    }),
  )
  const wide = texts.map((text) => Buffer.from(text, 'utf16le'))
  const narrow = new Set([...texts, ...hex, ...base64])
  return [...[...narrow].map((text) => Buffer.from(text)), ...wide]
}

/** The same beginning of many words, so that most files are looked through for it alone. */
const stemOf = (word: string) => /^[A-Za-z]+Quill[0-9a-f]{6}/.exec(word)?.[0] ?? word

/** Which of the words stand in the bytes, in whatever form. */
export function wordsIn(bytes: Buffer, words: readonly string[]): string[] {
  const holds = (text: string) => formsOf(text).some((form) => bytes.includes(form))
  return [...Map.groupBy(words, stemOf)].flatMap(([stem, alike]) => (holds(stem) ? alike.filter(holds) : []))
}

export const atRest = {
  server,
  temporary,
  backups,
  /** Folders and files that the server has written, by what they are. */
  places: {
    'data files': ['base', 'global'].map((folder) => join(server.pgdata, folder)),
    'write-ahead log': [join(server.pgdata, 'pg_wal')],
    'other files of the server': fs
      .readdirSync(server.pgdata)
      .filter((name) => !['base', 'global', 'pg_wal'].includes(name))
      .map((name) => join(server.pgdata, name)),
    "the server's log": [join(dataDir, 'logs')],
    backups: [backups],
    'temporary files': [temporary],
  },
  /** Looks through everything below the paths. @returns the words that stand there, and how much was looked at */
  search(paths: readonly string[], words: readonly string[]): { found: string[]; bytes: number } {
    const found = new Set<string>()
    let bytes = 0
    const files = paths.flatMap((path) =>
      fs.statSync(path).isDirectory()
        ? fs
            .readdirSync(path, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name))
        : [path],
    )
    for (const file of files) {
      const content = fs.readFileSync(file)
      bytes += content.length
      for (const word of wordsIn(content, words)) found.add(word)
    }
    return { found: [...found].sort(), bytes }
  },
  async remove(): Promise<void> {
    await server.remove()
    fs.rmSync(home, { recursive: true, force: true })
  },
}
