import { describe, expect, it } from 'vitest'
import { csvCell, csvLine, textOfCell } from './csv.ts'

/** A reader of RFC 4180, of one line. */
function cellsOf(line: string): string[] {
  const cells: string[] = []
  for (const [, quoted, plain] of line.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'))
  }
  return cells
}

describe('a cell of a CSV file', () => {
  it.each([
    '=HYPERLINK("http://evil.example","x")',
    '=1+1',
    '+1+1',
    '-2+3',
    '@SUM(A1:A9)',
    '\t=1+1',
    '\r=1+1',
    '\n=1+1',
    '  =1+1',
    '＝1+1',
    "'=1+1",
    '"=1+1"',
    'a;b',
    'a,b',
    'say "yes"',
    'line\r\nline',
    ' space ',
    'Ä – 患者 🩺',
  ])('runs nothing and gives back its text: %j', (text) => {
    const [cell, next] = cellsOf(csvLine([text, 'next']))
    expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/)
    expect(textOfCell(cell!)).toBe(text)
    expect(next).toBe('next')
  })

  it('leaves numbers and what is absent as they are', () => {
    expect([csvCell(-5), csvCell(null), csvCell('plain')]).toEqual(['-5', '', 'plain'])
  })
})
