import { act, renderHook } from '@testing-library/react'
import { paintSource } from '@/components/shell/head-script'
import { setTheme, toggleTheme, useTheme, watchTheme } from './theme'

const root = document.documentElement
const colours = () => [root.className, root.style.colorScheme]

/** A device that is dark, light, and may change its mind. */
function deviceIs(dark: boolean) {
  let change = () => {}
  const list = {
    matches: dark,
    addEventListener: (_: string, hear: () => void) => (change = hear),
    removeEventListener() {},
  }
  window.matchMedia = () => list as never
  return (dark: boolean) => {
    list.matches = dark
    change()
  }
}

beforeEach(() => {
  deviceIs(false)
  setTheme('system')
  root.className = ''
})

describe('the colours', () => {
  it.each([
    ['dark', false, ['dark', 'dark']],
    ['light', true, ['light', 'light']],
    ['system', true, ['dark', 'dark']],
    ['nonsense', false, ['light', 'light']],
  ])('are there before anything is painted: %s', (stored, device, expected) => {
    deviceIs(device)
    localStorage.setItem('hms.theme', stored)
    // As the browser runs it: the text alone, out of its module.
    new Function(paintSource)()
    expect(colours()).toEqual(expected)
  })

  it('change with the switch, and stay chosen', () => {
    const { result } = renderHook(useTheme)
    expect(result.current).toBe('system')
    act(toggleTheme)
    expect([...colours(), result.current, localStorage.getItem('hms.theme')]).toEqual(['dark', 'dark', 'dark', 'dark'])
    act(toggleTheme)
    expect(result.current).toBe('light')
    expect(document.head.querySelector('style')).toBeNull()
  })

  it('follow the device only while nothing else is chosen, and other tabs always', () => {
    const change = deviceIs(false)
    const stop = watchTheme()
    change(true)
    expect(root).toHaveClass('dark')
    setTheme('light')
    change(true)
    expect(root).toHaveClass('light')
    localStorage.setItem('hms.theme', 'dark')
    window.dispatchEvent(new StorageEvent('storage', { key: 'hms.theme', newValue: 'dark' }))
    expect(root).toHaveClass('dark')
    stop()
  })
})
