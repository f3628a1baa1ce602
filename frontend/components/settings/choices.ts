/** One entry of a long list: what is stored, how it reads, and what else finds it. */
export interface Choice {
  value: string
  label: string
  words: string
}

/** Longer lists are narrowed by typing. */
const maxShown = 50

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('_', ' ')

/** Choices that hold every word of `term`, without regard to case and accents. */
export function find(choices: Choice[], term: string): Choice[] {
  const words = plain(term).split(/\s+/).filter(Boolean)
  return choices
    .filter(({ value, label, words: more }) => {
      const text = plain(`${value} ${label} ${more}`)
      return words.every((word) => text.includes(word))
    })
    .slice(0, maxShown)
}

function zoneName(timeZone: string, locale: string, style: 'shortOffset' | 'longGeneric'): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: style }).formatToParts()
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

const nameOf = (type: 'currency' | 'language', value: string, locale: string) =>
  new Intl.DisplayNames(locale, { type }).of(value) ?? value

/** Languages as written in one country: CLDR's large ones; the API takes any other too. */
const localeCodes = [
  ...['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA', 'ar-EG', 'bn-BD', 'cs-CZ', 'da-DK'],
  ...['de-AT', 'de-CH', 'de-DE', 'el-GR', 'es-AR', 'es-ES', 'es-MX', 'fi-FI', 'fr-BE', 'fr-CA', 'fr-CH', 'fr-FR'],
  ...['he-IL', 'hi-IN', 'hu-HU', 'id-ID', 'it-CH', 'it-IT', 'ja-JP', 'ko-KR', 'nb-NO', 'nl-BE', 'nl-NL', 'pl-PL'],
  ...['pt-BR', 'pt-PT', 'ro-RO', 'sv-SE', 'sw-KE', 'th-TH', 'tr-TR', 'uk-UA', 'vi-VN', 'zh-CN', 'zh-TW'],
]

/** What there is to choose from, and how each reads to somebody of `locale`. */
interface ChoiceList {
  values: () => string[]
  choice: (value: string, locale: string) => Choice
}

export type ChoiceName = 'timeZone' | 'currency' | 'locale'

const lists: Record<ChoiceName, ChoiceList> = {
  /** All IANA zones that the browser knows, with their present distance from UTC. */
  timeZone: {
    values: () => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')],
    choice: (value, locale) => ({
      value,
      label: `${value.replaceAll('_', ' ')} (${zoneName(value, 'en', 'shortOffset')})`,
      words: zoneName(value, locale, 'longGeneric'),
    }),
  },
  currency: {
    values: () => Intl.supportedValuesOf('currency'),
    choice: (value, locale) => ({ value, label: `${value} · ${nameOf('currency', value, locale)}`, words: '' }),
  },
  locale: {
    values: () => localeCodes,
    choice: (value, locale) => ({ value, label: `${nameOf('language', value, locale)} (${value})`, words: '' }),
  },
}

/** The stored value among others; one that the browser does not know reads as it is stored. */
export function choiceOf(name: ChoiceName, value: string, locale: string): Choice {
  const { values, choice } = lists[name]
  return values().includes(value) ? choice(value, locale) : { value, label: value, words: '' }
}

const made = new Map<string, Choice[]>()

/** All choices, made once and when somebody looks for one: 400 zones take a browser a tenth of a second. */
export function choicesOf(name: ChoiceName, locale: string): Choice[] {
  const key = `${name} ${locale}`
  const choices = made.get(key) ?? lists[name].values().map((value) => lists[name].choice(value, locale))
  made.set(key, choices)
  return choices
}
