import * as AuditChain from '../../models/AuditChain.ts'
import { type CanonicalEvent, chainHash, GENESIS, rowHash } from '../../utils/auditChain.ts'
import type { Anchor } from './anchor.ts'

/** What can be wrong with the log. */
export type FindingKind =
  | 'edited'
  | 'swapped'
  | 'deleted'
  | 'inserted'
  | 'back-dated'
  | 'cut-tail'
  | 'seal-broken'
  | 'rewritten'
  | 'older-snapshot'
  | 'anchors-missing'
  | 'anchors-forged'

export interface Finding {
  /** The first ordinal that is not as it was sealed. */
  ordinal: string
  kind: FindingKind
  detail: string
}

export interface Verification {
  from: string
  to: string
  rows: number
  anchors: number
  findings: Finding[]
}

export interface VerificationPlan {
  ask: AuditChain.Asker
  /** The first ordinal; everything before it is taken as it is. */
  from?: bigint
  /** The last ordinal; the end of the chain and the anchors behind it are looked at only without it. */
  to?: bigint
  anchors?: readonly Anchor[]
  /** Called between steps with the number of rows so far; whoever awaits something in it gives others room. */
  onStep?: (rows: number) => Promise<void> | void
}

/** Rows that are looked at in one go, for some milliseconds in which the process does nothing else. */
const STEP = 500
/** Numbers that are searched at a time for rows without a seal. */
const STRETCH = 20_000n
/** Before every number, those that were never given out included. */
const LOWEST = -(2n ** 63n)
/** Rows of transactions that took long come late; more than this is no delay. */
const LATE_MICROS = 3_600_000_000n

/**
 * Computes the chain again from the rows and compares it with the seals and with what was told outside, in steps of bounded
 * memory. @returns what is wrong, the lowest ordinal first; nothing when the log is as it was sealed
 */
export async function verifyChain(plan: VerificationPlan): Promise<Verification> {
  const from = plan.from ?? 1n
  const ends = await AuditChain.ends(plan.ask)
  const run = new Run(plan, from)
  await run.begin()
  await run.walk(plan.to ?? null, ends)
  await run.findUnsealed(ends)
  if (plan.to === undefined) run.compareEnd(ends)
  const findings = run.findings.sort((a, b) => Number(BigInt(a.ordinal) - BigInt(b.ordinal)))
  const to = (run.next - 1n).toString()
  return { from: from.toString(), to, rows: run.rows, anchors: run.anchorsSeen, findings }
}

class Run {
  readonly findings: Finding[] = []
  rows = 0
  anchorsSeen = 0
  next: bigint
  readonly #plan: VerificationPlan
  readonly #from: bigint
  readonly #anchors: Map<string, Anchor>
  #head: Buffer = GENESIS
  #newest = 0n
  #firstSeq: string | null = null
  #lastGoodAnchor: bigint

  constructor(plan: VerificationPlan, from: bigint) {
    this.#plan = plan
    this.#from = from
    this.next = from
    this.#lastGoodAnchor = from - 1n
    this.#anchors = new Map((plan.anchors ?? []).map((anchor) => [String(anchor.ordinal), anchor]))
  }

  /** Goes on from the link before the first ordinal, which is taken as it is. */
  async begin(): Promise<void> {
    if (this.#from === 1n) return
    const [before] = await AuditChain.seals(this.#plan.ask, String(this.#from - 1n), 1)
    if (before?.ordinal !== String(this.#from - 1n)) return
    this.#head = before.chainHash
    this.#firstSeq = before.seq
  }

  /** Follows the seals to the end, or to the first that is wrong. */
  async walk(to: bigint | null, ends: AuditChain.ChainEnds): Promise<void> {
    while (to === null || this.next <= to) {
      const seals = await AuditChain.seals(this.#plan.ask, String(this.next), STEP)
      const wanted = to === null ? seals : seals.filter(({ ordinal }) => BigInt(ordinal) <= to)
      if (wanted.length === 0) return
      const rows = await AuditChain.events(
        this.#plan.ask,
        wanted.map(({ seq }) => seq),
      )
      const bySeq = Map.groupBy(rows, ({ seq }) => seq)
      for (const seal of wanted) {
        const finding = this.#check(seal, bySeq, rows)
        if (finding) return void this.findings.push(await this.#named(finding, seal, ends))
      }
      await this.#plan.onStep?.(this.rows)
    }
  }

  #check(seal: AuditChain.SealRow, bySeq: Map<string, CanonicalEvent[]>, near: CanonicalEvent[]): Finding | null {
    const ordinal = String(this.next)
    const wrong = (kind: FindingKind, detail: string) => ({ ordinal, kind, detail })
    if (seal.ordinal !== ordinal) return wrong('seal-broken', 'The seal with this ordinal is gone')
    const [row, further] = bySeq.get(seal.seq) ?? []
    if (!row) return wrong('deleted', `Entry ${seal.seq} is gone`)
    if (further) return wrong('inserted', `Entry ${seal.seq} is there twice`)
    const fault = faultOf(row, seal, near)
    if (fault) return wrong(...fault)
    const recorded = BigInt(row.recorded)
    if (recorded < this.#newest - LATE_MICROS) {
      return wrong('back-dated', `Entry ${seal.seq} is dated more than an hour before those sealed ahead of it`)
    }
    const link = chainHash(this.next, this.#head, seal.rowHash)
    if (!link.equals(seal.chainHash)) return wrong('seal-broken', 'The seal does not follow from the one before')
    const anchor = this.#anchors.get(ordinal)
    if (anchor && anchor.hash !== link.toString('hex')) return this.#rewritten(anchor)
    if (anchor) this.#lastGoodAnchor = this.next
    if (anchor) this.anchorsSeen++
    this.#head = link
    this.#newest = recorded > this.#newest ? recorded : this.#newest
    this.#firstSeq ??= seal.seq
    this.next++
    this.rows++
    return null
  }

  #rewritten({ ordinal, at }: Anchor): Finding {
    const first = String(this.#lastGoodAnchor + 1n)
    const detail = `Seals between ${first} and ${ordinal} are not those that were told outside at ${at}: the chain was written anew`
    return { ordinal: first, kind: 'rewritten', detail }
  }

  /** A row that is gone with everything behind it is the end that was cut off. */
  async #named(finding: Finding, seal: AuditChain.SealRow, ends: AuditChain.ChainEnds): Promise<Finding> {
    if (finding.kind !== 'deleted') return finding
    if (await AuditChain.anyLeft(this.#plan.ask, seal.seq, ends.lastSealedSeq)) return finding
    return { ...finding, kind: 'cut-tail', detail: `Entry ${seal.seq} and all sealed behind it are gone` }
  }

  /** Looks for rows that came in where nothing can have come any more. */
  async findUnsealed({ settledSeq }: AuditChain.ChainEnds): Promise<void> {
    const end = BigInt(settledSeq)
    let after = this.#from === 1n ? LOWEST : BigInt(this.#firstSeq ?? settledSeq)
    while (after < end) {
      const stretch = (after < 0n ? 0n : after) + STRETCH
      const until = stretch < end ? stretch : end
      const row = await AuditChain.firstUnsealed(this.#plan.ask, String(after), String(until))
      after = until
      if (row) {
        const detail = `Entry ${row.seq} was put in later: it has no seal where everything is sealed`
        const ordinal = row.ordinal ?? String(this.next)
        return void this.findings.push({ ordinal, kind: 'inserted', detail })
      }
      await this.#plan.onStep?.(this.rows)
    }
  }

  /** Compares where the chain ends with what was told outside. */
  compareEnd({ lastSeq }: AuditChain.ChainEnds): void {
    if (this.findings.some(({ kind }) => kind !== 'inserted')) return
    const beyond = [...this.#anchors.values()].filter(({ ordinal }) => BigInt(ordinal) >= this.next)
    const last = beyond.reduce<Anchor | null>((a, b) => (a && BigInt(a.ordinal) > BigInt(b.ordinal) ? a : b), null)
    if (!last) return
    const isOlder = BigInt(lastSeq) < BigInt(last.seq)
    const told = `ordinal ${last.ordinal} was told outside at ${last.at}, the chain ends before it`
    this.findings.push({
      ordinal: String(this.next),
      kind: isOlder ? 'older-snapshot' : 'cut-tail',
      detail: isOlder ? `The database is from before: ${told}` : `The end was cut off: ${told}`,
    })
  }
}

/** What a row differs in from the one that was sealed. */
function faultOf(
  row: CanonicalEvent,
  { seq, recorded, rowHash: sealed }: AuditChain.SealRow,
  near: readonly CanonicalEvent[],
): [FindingKind, string] | null {
  if (rowHash(row).equals(sealed))
    return row.recorded === recorded ? null : ['seal-broken', 'The seal has another time']
  const isHere = (other: CanonicalEvent) =>
    rowHash({ ...other, seq }).equals(sealed) || rowHash({ ...other, seq, recorded }).equals(sealed)
  const other = near.find((candidate) => candidate.seq !== seq && isHere(candidate))
  if (other) return ['swapped', `Entry ${seq} stands in the place of entry ${other.seq}`]
  const isDated = row.recorded !== recorded
  return ['edited', isDated ? `The time of entry ${seq} was changed` : `Entry ${seq} was changed`]
}
