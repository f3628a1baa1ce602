import { type IdleWatch, watchIdle } from './idle'

const idleSeconds = 900
const begin = Date.parse('2026-03-02T09:00:00Z')

let stop: () => void
const heard: (string | number | null)[] = []
const watch = (more: Partial<IdleWatch> = {}) => {
  stop = watchIdle({
    idleSeconds,
    lockInSeconds: idleSeconds,
    onWarning: (left) => heard.push(left),
    onIdle: () => heard.push('idle'),
    report: (ago) => heard.push(`there ${ago}`),
    ...more,
  })
}
const seconds = (n: number) => jest.advanceTimersByTime(n * 1000)
/** As a person does it, or a script: which of them is nothing that a script could make up. */
const press = (isTrusted = true) => {
  const added = (window.addEventListener as jest.Mock).mock.calls as [string, (event: object) => void][]
  added.findLast(([type]) => type === 'keydown')![1]({ type: 'keydown', isTrusted })
}

beforeEach(() => {
  localStorage.clear()
  heard.length = 0
  jest.spyOn(window, 'addEventListener')
  jest.useFakeTimers({ now: begin })
})
afterEach(() => {
  stop()
  jest.restoreAllMocks()
  jest.useRealTimers()
})

describe('watching for a person at work', () => {
  it('warns a minute before, counts down and says when the time is up', () => {
    watch()
    seconds(idleSeconds - 61)
    expect(heard).toEqual([])
    seconds(1)
    expect(heard).toEqual([60])
    seconds(2)
    expect(heard).toEqual([60, 59, 58])
    seconds(58)
    expect(heard.at(-1)).toBe('idle')
  })

  it('begins where the API says that the session stands', () => {
    watch({ lockInSeconds: 100 })
    seconds(40)
    expect(heard).toEqual([60])
    seconds(60)
    expect(heard.at(-1)).toBe('idle')
  })

  it('is put off by a deed, also after the warning, and tells the API', () => {
    watch()
    seconds(idleSeconds - 30)
    press()
    seconds(0)
    expect(heard.slice(-2)).toEqual([null, 'there 0'])
    seconds(idleSeconds - 61)
    expect(heard.at(-1)).toBe('there 0')
    seconds(61)
    expect(heard.at(-1)).toBe('idle')
  })

  it('tells the API once a minute, and of the last deed at last', () => {
    watch()
    for (let i = 0; i < 90; i++) {
      seconds(1)
      press()
    }
    seconds(200)
    expect(heard).toEqual(['there 1', 'there 30'])
  })

  it('counts no deed that a script has made', () => {
    watch()
    seconds(idleSeconds - 10)
    press(false)
    seconds(10)
    expect(heard.at(-1)).toBe('idle')
    expect(heard.filter((each) => typeof each === 'string')).toEqual(['idle'])
  })

  it('counts the deeds of other tabs, and does not tell the API of them again', () => {
    watch()
    seconds(800)
    localStorage.setItem('hms.active-at', String(Date.now()))
    localStorage.setItem('hms.active-told-at', String(Date.now()))
    seconds(idleSeconds - 61)
    expect(heard).toEqual([])
    seconds(61)
    expect(heard.at(-1)).toBe('idle')
  })

  it('looks at once when a page is shown again, as after sleep', () => {
    watch()
    jest.setSystemTime(begin + idleSeconds * 1000)
    window.dispatchEvent(new Event('pageshow'))
    expect(heard).toEqual(['idle'])
  })

  it('does not take the deed that comes too late for one in time', () => {
    watch()
    jest.setSystemTime(begin + idleSeconds * 1000 + 1)
    press()
    expect(heard).toEqual(['idle'])
  })
})
