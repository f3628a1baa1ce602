import { roles } from '@hms/contract/permissions'
import { screen } from '@testing-library/react'
import { renderPage } from '@/tests/support'
import { deedsFor, isCurrent, navigationFor } from './navigation'
import { matchKeys, shortcutsFor } from './shortcuts'
import { Sidebar } from './sidebar'

jest.mock('next/navigation', () => ({ usePathname: () => '/patients/1' }))

describe('the navigation', () => {
  it.each([
    ['patient', ['/dashboard', '/appointments', '/doctors', '/billing', '/profile', '/access-log']],
    ['doctor', ['/dashboard', '/appointments', '/patients', '/availability', '/amendments']],
    [
      'admin',
      [
        '/dashboard',
        '/appointments',
        '/patients',
        '/doctors',
        '/billing',
        '/amendments',
        '/users',
        '/messages',
        '/audit',
        '/privacy-cases',
        '/erasures',
        '/settings',
      ],
    ],
    ['receptionist', ['/dashboard', '/appointments', '/patients', '/doctors', '/billing']],
    ['nurse', ['/dashboard', '/appointments', '/patients']],
    ['billing', ['/dashboard', '/patients', '/billing']],
    ['privacy_officer', ['/dashboard', '/patients', '/amendments', '/audit', '/privacy-cases', '/erasures']],
  ] as const)('of a %s', (role, hrefs) => expect(navigationFor(role).map((item) => item.href)).toEqual(hrefs))

  it('marks the page that is open', () => {
    renderPage(<Sidebar role="doctor" />)
    expect(screen.getByRole('link', { name: 'Patients' })).toHaveAttribute('aria-current', 'page')
    expect(screen.getByRole('link', { name: 'Calendar' })).not.toHaveAttribute('aria-current')
    expect(screen.queryByRole('link', { name: 'Users' })).not.toBeInTheDocument()
  })

  it('knows parts of the site from their beginnings', () => {
    expect(isCurrent('/patients/new', '/patients')).toBe(true)
    expect(isCurrent('/patients-archive', '/patients')).toBe(false)
  })

  it('offers each role what it may begin', () => {
    expect(deedsFor('doctor').map((deed) => deed.name)).toEqual(['newAppointment'])
    expect(deedsFor('receptionist').map((deed) => deed.name)).toEqual(['newAppointment', 'newPatient'])
    expect(deedsFor('nurse')).toEqual([])
    expect(deedsFor('admin').map((deed) => deed.name)).toEqual(['newAppointment', 'newPatient', 'newBill'])
  })
})

describe('the shortcuts', () => {
  it.each(roles)('of a %s are distinct', (role) => {
    const keys = shortcutsFor(role).map((shortcut) => shortcut.keys.join(' '))
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('are recognised key by key', () => {
    const shortcuts = shortcutsFor('admin')
    expect(matchKeys(shortcuts, ['g'])).toBe('partial')
    expect(matchKeys(shortcuts, ['g', 'p'])).toMatchObject({ target: { kind: 'go', href: '/patients' } })
    expect(matchKeys(shortcuts, ['g', 'z'])).toBeNull()
    expect(matchKeys(shortcuts, ['mod+k'])).toMatchObject({ target: { kind: 'palette' } })
  })
})
