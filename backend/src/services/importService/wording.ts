import type { CodeableConcept } from './resources.ts'
import type { Tally } from './tally.ts'

/** What stands where the record needs a word and the file has none. */
export const UNKNOWN = '-'

/** As published, but for what no screen can show: control characters, halves of characters, space at the ends. */
export function clean(text: string | undefined): string {
  return (text ?? '')
    .toWellFormed()
    .replace(/\p{Control}+/gu, ' ')
    .trim()
}

/** Cleaned and at most so long; null when nothing is left. What had to be cut is counted. */
export function fit(text: string | undefined, max: number, note: Tally, type: string, what: string): string | null {
  const value = clean(text)
  if (value === '') return null
  if (value.length <= max) return value
  note.adapt(type, `${what} cut to ${max} characters`)
  return cut(value, max)
}

/** At most so many UTF-16 units, without halving a character. */
export function cut(text: string, max: number): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) ? max - 1 : max
  return text.slice(0, end).trim()
}

/** A concept in words: its text, else the display of the coding that a person chose, else of any, else a code. */
export function wordsFor(concept: CodeableConcept | undefined): string {
  const codings = [...(concept?.coding ?? [])].sort(
    (a, b) => Number(b.userSelected ?? false) - Number(a.userSelected ?? false),
  )
  const candidates = [concept?.text, ...codings.map(({ display }) => display), ...codings.map(({ code }) => code)]
  return candidates.map(clean).find((words) => words !== '') ?? ''
}

/** Terminologies that are understood everywhere, before a maker's own. */
const common = ['http://snomed.info/sct', 'http://www.nlm.nih.gov/research/umls/rxnorm', 'http://loinc.org']

/** The coding to keep: the one a person chose, else a common terminology's, else the first with a code. */
export function codingOf(concept: CodeableConcept | undefined): { system: string; code: string } | null {
  const codings = (concept?.coding ?? [])
    .map(({ system, code, userSelected }) => ({ system: clean(system), code: clean(code), userSelected }))
    .filter(({ code }) => code !== '')
  return (
    codings.find(({ userSelected }) => userSelected) ??
    codings.find(({ system }) => common.includes(system)) ??
    codings[0] ??
    null
  )
}

/** The first code of a concept that is one of these. */
export function hasCode(concept: CodeableConcept | undefined, codes: readonly string[]): boolean {
  return concept?.coding?.some(({ code }) => code !== undefined && codes.includes(code)) ?? false
}
