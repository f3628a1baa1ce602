/** @jest-environment node */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ApiProblem } from '../problem'
import { onlyAllowed, routeOf, routeWords, toEvent } from './event'

const word = 'ZPHI-6f0c1f0e'
const place = { kind: 'page', route: '/patients/[id]' }
const framesOf = (stack: string, message: string) => {
  const error = new Error(message)
  error.stack = stack
  return toEvent(error, place).exception!.values![0]!.stacktrace!.frames!
}

describe('an error that is told', () => {
  it('has its kind, its place and the id of the request, and nothing that it says', () => {
    const problem = new ApiProblem({ status: 500, code: 'internal', title: word, detail: word, requestId: 'r-1' })
    const event = toEvent(problem, place)
    expect(event).toMatchObject({
      transaction: '/patients/[id]',
      exception: { values: [{ type: 'ApiProblem', value: 'internal' }] },
      tags: { kind: 'page', route: '/patients/[id]', requestId: 'r-1', code: 'internal' },
    })
    expect(JSON.stringify(event)).not.toContain(word)
  })

  it.each([
    ['a message with lines like a stack', new Error(`${word}\n    at ${word} (https://h/_next/static/${word}.js:1:1)`)],
    ['a changed message', Object.assign(new Error(word), { message: 'other' })],
    ['a name and a code', Object.assign(new Error('x'), { name: word, code: word.toLowerCase(), digest: `${word} x` })],
    ['a cause', new Error('x', { cause: new Error(word) })],
    ['an aggregate', new AggregateError([new Error(word)], word)],
    ['a text', word],
    ['an object', { message: word, requestId: word, stack: word }],
    ['nothing', null],
  ])('gives away nothing of %s', (_, error) => {
    expect(JSON.stringify(toEvent(error, place))).not.toContain(word)
  })

  it('has a stack of our files, from every browser, without the address of the page', () => {
    const address = `https://hms.example/patients/${word}?q=${word}`
    const file = 'https://hms.example/_next/static/chunks/a1.js'
    const chromium = `Error: no\n    at save (${file}:1:20)\n    at ${address}:5:6`
    const frame = { function: 'save', filename: '/_next/static/chunks/a1.js', lineno: 1, colno: 20 }
    expect(framesOf(chromium, 'no')).toMatchObject([{ filename: '[page]', lineno: 5 }, frame])
    expect(framesOf(`save@${file}:1:20\n@${address}:5:6\n`, 'no')).toMatchObject([{ filename: '[page]' }, frame])
  })

  it('goes out with nothing that was added on the way', () => {
    const event = {
      ...toEvent(new Error('x'), place),
      user: { id: word },
      request: { url: word },
      breadcrumbs: [{ message: word }],
    }
    expect(JSON.stringify(onlyAllowed(event))).not.toContain(word)
  })
})

describe('the pattern of an address', () => {
  it('knows every fixed part of the pages, and takes the rest for ids', () => {
    const folders = readdirSync(join(__dirname, '../../app'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/[[(]/.test(entry.name) && !['api', 'monitoring'].includes(entry.name))
      .map((entry) => entry.name)
    expect([...new Set(folders)].filter((name) => !routeWords.has(name))).toEqual([])
    expect(routeOf(`/patients/${word}/new`)).toBe('/patients/[id]/new')
    expect(routeOf(`/${word}`)).toBe('/[id]')
    expect(routeOf('/')).toBe('/')
  })
})
