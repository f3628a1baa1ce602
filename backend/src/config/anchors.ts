/** Where roots of the audit log are told outside the database, as the environment names it. */
import { z } from 'zod'
import type { Values } from './env.ts'
import { webUrl, whole } from './envValues.ts'

const BUCKET = ['AUDIT_ANCHOR_S3', 'AUDIT_ANCHOR_S3_KEY_ID', 'AUDIT_ANCHOR_S3_SECRET'] as const

/** These are set together, or not at all. */
export const ANCHORS_TOGETHER = BUCKET

export const bucketShape = {
  /** `https://host/bucket` or `https://host/bucket/folder`. */
  AUDIT_ANCHOR_S3: webUrl
    .refine(
      (value) => new URL(value).pathname.length > 1 && !new URL(value).search,
      'must name a bucket behind the host',
    )
    .optional(),
  AUDIT_ANCHOR_S3_KEY_ID: z.string().optional(),
  AUDIT_ANCHOR_S3_SECRET: z.string().optional(),
  AUDIT_ANCHOR_S3_REGION: z.string().default('us-east-1'),
  AUDIT_ANCHOR_S3_LOCK_DAYS: whole(1, 36_500).optional(),
}

export interface BucketSettings {
  /** Scheme, host and bucket; the bucket is named in the path, which every S3-compatible server takes. */
  url: string
  /** In front of the names of our objects, with a slash at its end; empty without a folder. */
  folder: string
  region: string
  keyId: string
  secret: string
  /** How long nobody can delete an anchor (S3 Object Lock, compliance mode); null without. */
  lockDays: number | null
}

type BucketValues = z.infer<z.ZodObject<typeof bucketShape>>

/** Null where none is named. */
export function bucketOf(values: BucketValues): BucketSettings | null {
  const { AUDIT_ANCHOR_S3, AUDIT_ANCHOR_S3_KEY_ID, AUDIT_ANCHOR_S3_SECRET } = values
  if (!AUDIT_ANCHOR_S3 || !AUDIT_ANCHOR_S3_KEY_ID || !AUDIT_ANCHOR_S3_SECRET) return null
  const { origin, pathname } = new URL(AUDIT_ANCHOR_S3)
  const [bucket = '', ...folder] = pathname.split('/').filter(Boolean)
  return {
    url: `${origin}/${bucket}`,
    folder: folder.map((part) => `${part}/`).join(''),
    region: values.AUDIT_ANCHOR_S3_REGION,
    keyId: AUDIT_ANCHOR_S3_KEY_ID,
    secret: AUDIT_ANCHOR_S3_SECRET,
    lockDays: values.AUDIT_ANCHOR_S3_LOCK_DAYS ?? null,
  }
}

/** For the verifier, which does without most of the environment. */
export function readBucket(source: Record<string, string | undefined>): BucketSettings | null {
  const set = Object.keys(bucketShape)
    .map((name) => [name, source[name]?.trim()] as const)
    .filter(([, value]) => value)
  const parsed = z.object(bucketShape).safeParse(Object.fromEntries(set))
  if (!parsed.success) throw new Error(`${parsed.error.issues[0]!.path.join()} ${parsed.error.issues[0]!.message}`)
  return bucketOf(parsed.data)
}

type AnchorValues = BucketValues &
  Pick<Values, 'AUDIT_ANCHOR_FILE' | 'AUDIT_ANCHOR_MAIL' | 'AUDIT_ANCHOR_MINUTES' | 'AUDIT_ANCHOR_ROWS' | 'SMTP_URL'>

/** All the places, and how often they are told: whichever comes first. */
export function anchorsOf(values: AnchorValues) {
  return {
    file: values.AUDIT_ANCHOR_FILE ?? null,
    bucket: bucketOf(values),
    mail: values.AUDIT_ANCHOR_MAIL ?? null,
    minutes: values.AUDIT_ANCHOR_MINUTES,
    rows: values.AUDIT_ANCHOR_ROWS,
  }
}

/** What is wrong with these variables together, a line each. */
export function anchorChecks(values: AnchorValues): string[] {
  const isMute = values.AUDIT_ANCHOR_MAIL !== undefined && values.SMTP_URL === undefined
  return isMute ? ['SMTP_URL must be set too: AUDIT_ANCHOR_MAIL is told by mail'] : []
}
