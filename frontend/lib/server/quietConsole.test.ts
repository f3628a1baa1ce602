/** @jest-environment node */
import { lineOf, quietenConsole } from './quietConsole'

const word = 'ZPHI-2b6e0f11'

it('says of an error and its causes what they are and where, and nothing that they say', () => {
  const parser = Object.assign(new Error(`Invalid ${word}`), { code: 'HPE_INVALID_CONSTANT', data: word, name: word })
  const error = new TypeError(`terminated at ${word}`, { cause: parser })
  const line = lineOf('error', [`⨯ ${word}`, error, { headers: { cookie: word } }], new Error(''), new Date(0))
  expect(line).not.toContain(word)
  expect(JSON.parse(line)).toMatchObject({
    level: 50,
    time: '1970-01-01T00:00:00.000Z',
    msg: 'the web server met an error',
    error: { name: 'TypeError', at: expect.arrayContaining([expect.stringMatching(/\(.+:\d+:\d+\)$/)]) },
    causes: [{ name: 'Error', code: 'HPE_INVALID_CONSTANT' }],
  })
})

it('says of words only where they were printed', () => {
  const line = lineOf('warn', [`no image at /${word}`, word, 7], new Error(''))
  expect(line).not.toContain(word)
  expect(JSON.parse(line)).toMatchObject({
    level: 40,
    msg: 'the web server has something to say',
    at: expect.any(Array),
  })
})

it('does not go round in circles', () => {
  const error = new Error(word)
  error.cause = error
  expect(JSON.parse(lineOf('error', [error], new Error(''))).causes).toHaveLength(3)
})

it('is what console.error and console.warn print from then on', () => {
  const { error, warn } = console
  const lines: string[] = []
  try {
    quietenConsole((line) => lines.push(line))
    console.error('%s', word, new RangeError(word))
    console.warn(word)
  } finally {
    Object.assign(console, { error, warn })
  }
  expect(lines.map((line) => JSON.parse(line).level)).toEqual([50, 40])
  expect(lines.join()).not.toContain(word)
})
