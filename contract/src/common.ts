import { z } from 'zod'

export const Id = z.uuid().meta({ description: 'UUID' })
export const IdParams = z.strictObject({ id: Id })

/** A point in time: ISO 8601 with offset, as `2026-03-09T09:30:00-04:00` or `…Z`. */
export const Instant = z.iso.datetime({ offset: true }).meta({ description: 'ISO 8601 with offset' })

/** A calendar date without a time, as `1984-05-17`. */
export const CalendarDate = z.iso.date().refine((value) => !value.startsWith('0000'), 'There is no year 0')

/** A date or an instant; a date means the whole day in the hospital's time zone. */
export const DateOrInstant = z.union([CalendarDate, Instant])

/** Text that a person typed: trimmed, not empty, without control characters and halves of characters. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'Required')
    .max(max, `At most ${max} characters`)
    // eslint-disable-next-line no-control-regex -- control characters are what it refuses
    .regex(/^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$/, 'Control characters are not allowed')
    // A surrogate without its other half would be stored as something else than was sent.
    .refine((value) => !/\p{Surrogate}/u.test(value), 'Half a character is not allowed')

/**
 * What nobody sees in a name, but what makes two persons look alike, be found by no search, or turns round what is read
 * beside them: line breaks, blanks without a width, marks and overrides of the direction. Letters of every script stay, and
 * so do the joiners that Persian and Indic names are written with.
 */
export const invisibleInNames = /[\t\n\r\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/g

export const PersonName = text(100).refine(
  (name) => name.search(invisibleInNames) === -1,
  'Invisible characters are not allowed',
)

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'At most 254 characters')
  .pipe(z.email('Not an e-mail address'))

/** As people write it; digits are what counts. ITU-T E.164 allows 15 digits. */
export const Phone = z
  .string()
  .trim()
  .regex(/^\+?\(?[0-9][0-9 ()./-]{4,24}$/, 'A phone number, as +1 555 010 1234')
  .refine((value) => value.replace(/\D/g, '').length <= 15, 'At most 15 digits')

const decimal = /^(0|[1-9]\d{0,9})\.\d{2}$/

/** An amount in the currency's major unit as a decimal string with two places; never a float. */
export const Amount = z.string().regex(decimal, 'An amount, as 120.50')

export const Money = z
  .strictObject({ amount: Amount, currency: z.string().regex(/^[A-Z]{3}$/, 'ISO 4217 code') })
  .meta({ id: 'Money', description: 'Decimal string and ISO 4217 currency' })
export type Money = z.infer<typeof Money>

/** An amount as people write it, with no, one or two places. */
const AmountInput = z
  .string()
  .regex(/^(0|[1-9]\d{0,9})(\.\d{1,2})?$/, 'An amount, as 120.50')
  .transform((value) => Number(value).toFixed(2))

/** Money as callers may send it: a bare decimal string is in the hospital's currency. */
export const MoneyInput = z.union(
  [
    AmountInput.transform((amount) => ({ amount, currency: undefined })),
    z.strictObject({ ...Money.shape, amount: AmountInput }),
  ],
  'An amount, as 120.50',
)
export type MoneyInput = z.input<typeof MoneyInput>

/** What every list takes: how many, and where to go on. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(500).optional(),
}

/** A page of a list. `nextCursor` is null on the last one. */
export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() })

/** RFC 9457, with the fields at fault for `invalid`. */
export const ProblemBody = z
  .object({
    type: z.string(),
    code: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    requestId: z.string().optional(),
    challenge: z
      .string()
      .optional()
      .meta({ description: 'Of `mfa-required` at a sign-in: to be sent with the factor' }),
    factors: z
      .array(z.enum(['totp', 'passkey', 'recovery-code']))
      .optional()
      .meta({ description: 'Of `mfa-required` at a sign-in: what can be shown' }),
    expiresIn: z.int().optional().meta({ description: 'Seconds until the challenge expires' }),
    errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'application/problem+json, RFC 9457' })
export type ProblemBody = z.infer<typeof ProblemBody>
