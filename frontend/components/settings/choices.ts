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

/** All IANA zones that the browser knows, with their present distance from UTC. */
export function timeZones(locale: string): Choice[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((value) => ({
    value,
    label: `${value.replaceAll('_', ' ')} (${zoneName(value, 'en', 'shortOffset')})`,
    words: zoneName(value, locale, 'longGeneric'),
  }))
}

export function currencies(locale: string): Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return Intl.supportedValuesOf('currency').map((value) => ({
    value,
    label: `${value} · ${names.of(value) ?? value}`,
    words: '',
  }))
}

/** Languages as written in one country: CLDR's large ones; the API takes any other too. */
const localeCodes = [
  ...['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IE', 'en-IN', 'en-NZ', 'en-ZA', 'ar-EG', 'bn-BD', 'cs-CZ', 'da-DK'],
  ...['de-AT', 'de-CH', 'de-DE', 'el-GR', 'es-AR', 'es-ES', 'es-MX', 'fi-FI', 'fr-BE', 'fr-CA', 'fr-CH', 'fr-FR'],
  ...['he-IL', 'hi-IN', 'hu-HU', 'id-ID', 'it-CH', 'it-IT', 'ja-JP', 'ko-KR', 'nb-NO', 'nl-BE', 'nl-NL', 'pl-PL'],
  ...['pt-BR', 'pt-PT', 'ro-RO', 'sv-SE', 'sw-KE', 'th-TH', 'tr-TR', 'uk-UA', 'vi-VN', 'zh-CN', 'zh-TW'],
]

export function locales(locale: string): Choice[] {
  const names = new Intl.DisplayNames(locale, { type: 'language' })
  return localeCodes.map((value) => ({ value, label: `${names.of(value) ?? value} (${value})`, words: '' }))
}
