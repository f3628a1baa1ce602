// @covers ASVS-3.7.2
import { safeNext } from './entrance'
import { describeDevice } from './device'

describe('where a sign-in leads', () => {
  it.each([
    ['/patients/1?tab=visits', '/patients/1?tab=visits'],
    [null, '/dashboard'],
    ['//evil.example', '/dashboard'],
    ['https://evil.example', '/dashboard'],
    ['/\\evil.example', '/dashboard'],
    ['/sign-in', '/dashboard'],
  ])('%s leads to %s', (next, expected) => expect(safeNext(next)).toBe(expected))
})

describe('the name of a device', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36',
      { browser: 'Chrome', system: 'Linux' },
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1',
      { browser: 'Safari', system: 'iPhone' },
    ],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0', { browser: 'Edge', system: 'Windows' }],
    ['curl/8.0', null],
    [null, null],
  ])('%s', (agent, expected) => expect(describeDevice(agent)).toEqual(expected))
})
