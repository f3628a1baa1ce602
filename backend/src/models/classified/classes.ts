/** How a value is stored. Sealed by the patient's key or by the key ring, or as a hash that nobody turns back. */
export type Stored =
  'plain' | 'sealed-contact' | 'sealed-clinical' | 'sealed-by-key-ring' | 'wrapped' | 'keyed-hash' | 'hash'

/**
 * What becomes of a value when its patient is erased (GDPR, article 17): overwritten, gone with its row, made unreadable
 * with the patient's keys, or kept, as the law asks for it and it names nobody any more.
 */
export type OnErasure = 'blank' | 'delete' | 'key' | 'keep'

export interface ValueClass {
  /** Says something of a natural person. A random id says nothing by itself, and does not count. */
  personal: boolean
  /** Says something of somebody's health or treatment (GDPR, article 9; 45 CFR 160.103). */
  clinical: boolean
  /** Whom it says something of, when it is personal. */
  about: 'patient' | 'account' | 'staff' | null
  stored: Stored
  onErasure: OnErasure
  /** Belongs into what a patient gets on asking for a copy (GDPR, articles 15 and 20). */
  export: boolean
}

const value = (
  about: ValueClass['about'],
  stored: Stored,
  onErasure: OnErasure,
  rest: Partial<ValueClass> = {},
): ValueClass => ({
  personal: about !== null,
  clinical: false,
  about,
  stored,
  onErasure,
  export: about === 'patient',
  ...rest,
})

/** Every kind of value that there is in the database. */
export const valueClasses = {
  /** Ids, counters, states and times of the machinery. */
  technical: value(null, 'plain', 'keep'),
  /** As `technical`, in a row that goes. */
  technicalGone: value(null, 'plain', 'delete'),
  /** Who somebody is. */
  identity: value('patient', 'plain', 'blank'),
  /** The number by which what has to be kept stays together. */
  pseudonym: value('patient', 'plain', 'keep'),
  /** Made of something else to find it by. */
  trace: value('patient', 'plain', 'blank', { export: false }),
  traceGone: value('patient', 'plain', 'delete', { export: false }),
  blindIndex: value('patient', 'keyed-hash', 'blank', { export: false }),
  /** Ties a row to somebody's account. */
  tie: value('patient', 'plain', 'blank', { export: false }),
  contact: value('patient', 'sealed-contact', 'key'),
  /** What somebody else wrote down about a dispute, which is not told to the patient (GDPR, articles 15(4) and 23(1)(j)). */
  contactWithheld: value('patient', 'sealed-contact', 'key', { export: false }),
  /** What a bill says was done is sealed for whoever sees the bill, and says something of the treatment. */
  treatment: value('patient', 'sealed-contact', 'key', { clinical: true }),
  clinical: value('patient', 'sealed-clinical', 'key', { clinical: true }),
  /** What was done when and for how much, under the pseudonym. */
  fact: value('patient', 'plain', 'keep'),
  /** That somebody was treated, by whom and when. */
  careFact: value('patient', 'plain', 'keep', { clinical: true }),
  /** The same again for the database's own use. */
  careCopy: value('patient', 'plain', 'keep', { clinical: true, export: false }),
  gone: value('patient', 'plain', 'delete'),
  key: value('patient', 'wrapped', 'delete', { export: false }),
  /** What was answered about somebody, and the hash of what was asked, to recognize the same request by. */
  reply: value('patient', 'sealed-by-key-ring', 'blank', { export: false }),
  requestHash: value('patient', 'hash', 'blank', { export: false }),
  /** Of whoever has an account, patient or not. */
  account: value('account', 'plain', 'blank', { export: true }),
  accountGone: value('account', 'plain', 'delete', { export: true }),
  accountKept: value('account', 'plain', 'keep', { export: true }),
  passwordHash: value('account', 'hash', 'blank'),
  secretHash: value('account', 'hash', 'delete'),
  keyedSecret: value('account', 'keyed-hash', 'delete'),
  ringSealed: value('account', 'sealed-by-key-ring', 'delete'),
  /** Of those who work here, or of whoever did a deed. */
  staff: value('staff', 'plain', 'keep'),
  hash: value(null, 'hash', 'keep'),
  machineKey: value(null, 'wrapped', 'keep'),
} satisfies Record<string, ValueClass>

export type ValueClassName = keyof typeof valueClasses

export interface TableClass {
  /** As a condition on a row, `$1` being a patient's id; null where no row leads to a patient. */
  subject: string | null
  /** How long a row stays. */
  retained: string
  /** Names of columns with spaces between, by class. */
  columns: Partial<Record<ValueClassName, string>>
}
