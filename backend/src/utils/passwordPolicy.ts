import { normalizePassword } from './password.ts'
import { invalidField } from './problem.ts'

const MIN_LENGTH = 12
const SHORTEST_WORD = 3

/** What people choose when a hospital's form wants twelve characters; compared without case, blanks and punctuation. */
const common = new Set(
  `123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 012345678901 098765432109 987654321098
   abcdefghijkl abcdefghijklm abcdefghijklmnop abcdefghijklmnopqrstuvwxyz abcd12345678 abcdef123456 abc123456789
   qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiopas qwertyuiopasd qwertyuiopasdf qwertyuiopasdfghjkl
   qwerty123456 qwerty1234567 qwerty12345678 qwerty123456789 1qaz2wsx3edc 1q2w3e4r5t6y 1q2w3e4r5t6y7u zaq12wsxcde3
   qazwsxedcrfv asdfghjklqwe asdfghjkl123 zxcvbnm12345 zxcvbnmasdfg azertyuiop12 azertyuiop123
   password1234 password12345 password123456 password123456789 password2024 password2025 password2026 password2027
   passwordpassword mypassword12 mypassword123 mypassword1234 newpassword1 newpassword12 newpassword123 password1password
   passw0rd1234 p4ssw0rd1234 passwort1234 passwort12345 adminadmin12 adminpassword administrator administrator1
   administrator123 admin12345678 admin123456789 letmeinletmein letmein12345 letmein123456 welcome12345 welcome123456
   welcome1234567 welcomehome1 changeme1234 changeme12345 changemenow12 changemeplease iloveyou1234 iloveyou12345
   iloveyou123456 iloveyouforever trustno1trustno1 sunshine1234 sunshine12345 princess1234 football1234 baseball1234
   superman1234 dragon123456 monkey123456 master123456 shadow123456 michael12345 jordan123456 secret123456
   secretpassword topsecret123 correcthorsebatterystaple thisismypassword nopassword12 hospital1234 hospital12345
   hospital123456 hospital2025 hospital2026 hospitalhospital doctordoctor doctor123456 patient12345 patient123456
   medicine1234 healthcare12 healthcare123 summer202425 winter202526 springsummer autumnwinter`.split(/\s+/),
)

/** The passwords that are tried first anywhere; 49,000 words, which only a process that sets passwords has to hold. */
let tried: Promise<ReadonlySet<string>> | undefined
const triedFirst = () =>
  (tried ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map((word) => word.toLowerCase())),
  ))

/** Whether it is one of those, as it stands or with digits round it to make it long enough: `liverpool1234567`. */
async function isTriedFirst(letters: string): Promise<boolean> {
  const words = await triedFirst()
  return words.has(letters) || words.has(letters.replace(/^\d+|\d+$/g, ''))
}

/** Whose password it is, and where. */
export interface Whose {
  email: string
  firstName: string
  lastName: string
  /** The name of the hospital. */
  hospital: string
}

/** What every hospital is about. docs/operations.md names them (ASVS 5.0.0, 6.1.2). */
const words = 'admin clinic doctor health hms hospital medical nurse password patient'.split(' ')

const lookalikes: Record<string, string> = {
  0: 'o',
  1: 'i',
  '!': 'i',
  3: 'e',
  4: 'a',
  '@': 'a',
  5: 's',
  $: 's',
  7: 't',
}

/** Without accents, case, blanks and punctuation. */
const bare = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/** With letters for what is typed in their place: `D0ct0r` is `doctor`. */
const spelledOut = (text: string) => bare(text.replace(/[013457!@$]/g, (sign) => lookalikes[sign]!))

/** The words of its owner and of the place, the longest first. */
function contextOf({ email, firstName, lastName, hospital }: Whose): string[] {
  const local = email.split('@')[0]!
  const parts = [local, firstName, lastName, hospital].flatMap((text) => [text, ...text.split(/[^\p{L}\p{M}\p{N}]+/u)])
  const known = [...parts.map(bare).filter((part) => part.length >= SHORTEST_WORD), ...words]
  return known.toSorted((a, b) => b.length - a.length)
}

/**
 * Whether it is made of such words, so that too little is left to guess. A long one may well have a name in it: a word
 * alone makes no password bad (NIST SP 800-63B-4, 3.1.1.2).
 */
async function isAboutOwner(password: string, whose: Whose): Promise<boolean> {
  const context = contextOf(whose)
  for (const letters of [bare(password), spelledOut(password)]) {
    const rest = context.reduce((left, word) => left.replaceAll(word, ''), letters)
    if (rest === letters) continue
    if (rest.length < MIN_LENGTH || common.has(rest) || (await isTriedFirst(rest))) return true
  }
  return false
}

/** The same stretch over and over, as `abcabcabcabc`, the last time perhaps cut short. */
function isOnePattern(text: string): boolean {
  const half = Math.floor(text.length / 2)
  return Array.from({ length: half }, (_, i) => i + 1).some((period) => text.startsWith(text.slice(period)))
}

/** Why a password would be guessed early; null when it would not. */
async function weakness(password: string, whose: Whose): Promise<string | null> {
  const plain = normalizePassword(password)
  const folded = plain.toLowerCase()
  if ([...plain].length < MIN_LENGTH) return `At least ${MIN_LENGTH} characters`
  const letters = folded.replace(/[^\p{L}\p{N}]/gu, '')
  if (common.has(letters) || (await isTriedFirst(letters))) return 'Too many people use this one; choose another'
  if (isOnePattern(folded)) return 'More than one pattern repeated'
  if (await isAboutOwner(plain, whose))
    return `Mostly made of your name, your e-mail address or the hospital's; at least ${MIN_LENGTH} characters besides these`
  return null
}

/**
 * Refuses passwords that are guessed first (NIST SP 800-63B-4, 3.1.1.2: length counts, known and contextual ones are
 * refused, composition rules are not imposed).
 * @throws Problem `invalid` at `pointer`.
 */
export async function requireGoodPassword(password: string, whose: Whose, pointer: string): Promise<void> {
  const complaint = await weakness(password, whose)
  if (complaint) throw invalidField(pointer, complaint)
}
