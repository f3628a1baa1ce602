import { randomUUID } from 'node:crypto'

/** A word that stands for patients' data, and one for secrets: wherever one turns up, something has leaked. */
export const aPatientsWord = () => `ZPHI-${randomUUID()}`
export const aSecret = () => `ZKEY-${randomUUID()}`

/** What base64 makes of a word in the middle of other data: three forms, by where it begins. */
function base64Forms(word: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(word)]).toString('base64')
    // The first and last characters also hold bits of the neighbours.
    return encoded.slice(shift === 0 ? 0 : 4, -4)
  })
}

const forms = (word: string): string[] => [
  word,
  word.toLowerCase(),
  encodeURIComponent(word),
  Buffer.from(word).toString('hex'),
  ...base64Forms(word),
  ...base64Forms(word.toLowerCase()),
]

/** Which of the words are in the text, plain or as hex, base64 or part of an address. */
export function found(words: readonly string[], text: string): string[] {
  return words.filter((word) => forms(word).some((form) => text.includes(form)))
}
