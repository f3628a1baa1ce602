/** Looks for secrets in what git knows or would take: keys, tokens and passwords that somebody left in a file. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { inRoot, root } from './paths.mjs'

const LARGEST = 2 * 1024 * 1024
/** On the line itself, with the reason behind it: `not a secret -- why`. */
const EXCUSED = /not a secret -- \S/

/** Kinds of secrets that give themselves away by their shape. The first group, where there is one, is the secret part. */
const shapes = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a key of age', /AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,}/],
  ['a key of Amazon', /\b(?:AKIA|ASIA)([0-9A-Z]{16})\b/],
  ['a token of GitHub', /\b(?:gh[pousr]_|github_pat_)([A-Za-z0-9_]{30,})/],
  ['a token of npm', /\bnpm_([A-Za-z0-9]{36})\b/],
  ['a token of Slack', /\bxox[abeprs]-([A-Za-z0-9-]{20,})/],
  ['a key of Google', /\bAIza([0-9A-Za-z_-]{35})\b/],
  ['a key of Stripe', /\b(?:[rs]k_(?:live|test)|whsec)_([A-Za-z0-9]{16,})/],
  ['a token of Twilio', /\bSK([0-9a-f]{32})\b/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.([A-Za-z0-9_-]{20,})/],
  ['a key ring', /\b[A-Za-z0-9_-]{1,32}:([A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])/],
  [
    'a password in an address',
    /\b[a-z][a-z0-9+]*:\/\/[^\s:@/'"`]+:([^\s@/'"`$<{…]{12,})@(?!(?:\$\{|localhost|127\.|\[::1|[\w.-]+\.(?:example|test|invalid)\b|[\w.-]*example\.(?:com|org|net)))/,
  ],
  [
    'a value that is called a secret',
    /(?:secret|token|password|passwd|api[_-]?key)["']?\s*[:=]\s*["'`]((?=\D*\d)[A-Za-z0-9+/_=-]{32,})["'`]/i,
  ],
]

/** Bits per character; words and rows of zeros have few, what a generator made has many. */
export function entropyOf(text) {
  const counts = new Map()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0)
}

/** What looks random enough to open something. */
const ENOUGH_BITS = 3

/** The kinds of secret that stand in a line. */
export function secretsIn(line) {
  if (EXCUSED.test(line)) return []
  return shapes
    .filter(([, shape]) => {
      const match = shape.exec(line)
      return match && (match[1] === undefined || entropyOf(match[1]) >= ENOUGH_BITS)
    })
    .map(([kind]) => kind)
}

/** Files that are made to hold secrets and belong to no repository. */
const secretFile = /(^|\/)(\.env(\.(?!example$)[\w.-]+)?|id_(rsa|ed25519|ecdsa)|[^/]+\.(pem|p12|pfx|key|keystore|jks))$/

function filesOfGit() {
  try {
    const list = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
    return list.split('\0').filter((file) => file !== '' && existsSync(inRoot(file)))
  } catch {
    // An unpacked archive without git has nothing that could be published by mistake.
    return []
  }
}

/** Every secret as one line that names file, line and kind, and never the secret. */
export function findSecrets(files = filesOfGit()) {
  return files.flatMap((file) => {
    if (secretFile.test(file)) return [`${file} is a kind of file that holds secrets`]
    if (!statSync(inRoot(file)).isFile() || statSync(inRoot(file)).size > LARGEST) return []
    const text = readFileSync(inRoot(file), 'utf8')
    if (text.includes('\0')) return []
    return text
      .split('\n')
      .flatMap((line, index) => secretsIn(line).map((kind) => `${file}:${index + 1} looks like ${kind}`))
  })
}
