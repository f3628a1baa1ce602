/** Lower case without accents and punctuation, single spaces: how names are stored for look-up and asked for. */
export function searchText(...parts: (string | null | undefined)[]): string {
  return parts
    .filter((part) => part)
    .join(' ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** The words of a search; wildcards cannot survive `searchText`. */
export function searchWords(query: string): string[] {
  return searchText(query)
    .split(' ')
    .filter((word) => word !== '')
}

/** The words of a search, for `LIKE`. */
export function searchPatterns(query: string): string[] {
  return searchWords(query).map((word) => `%${word}%`)
}
