import { may, type Permission, type Role } from '@hms/contract/permissions'
import {
  CalendarClock,
  CalendarDays,
  ClipboardList,
  CreditCard,
  Eye,
  Eraser,
  FilePenLine,
  LayoutDashboard,
  type LucideIcon,
  Send,
  Settings2,
  ShieldCheck,
  ShieldQuestion,
  Stethoscope,
  UserRound,
  UsersRound,
} from 'lucide-react'

export interface NavItem {
  href: string
  icon: LucideIcon
  permission: Permission
  group: 'care' | 'administration'
  /** What each role calls it, a key of `shell.nav`; roles without a name do not see it. */
  names: Partial<Record<Role, NavName>>
  /** Second key after `g`. */
  key?: string
  /** Brings the code that its page loads beside the frame, before somebody goes there. */
  ahead?: () => Promise<unknown>
}

export type NavName =
  | 'dashboard'
  | 'appointments'
  | 'calendar'
  | 'patients'
  | 'doctors'
  | 'findDoctor'
  | 'billing'
  | 'bills'
  | 'availability'
  | 'users'
  | 'messages'
  | 'audit'
  | 'privacyCases'
  | 'erasures'
  | 'amendments'
  | 'accessLog'
  | 'settings'
  | 'details'

/** Every page of the signed-in frame, in the order of the sidebar. */
export const navigation: readonly NavItem[] = [
  {
    href: '/dashboard',
    icon: LayoutDashboard,
    permission: 'session:own',
    group: 'care',
    names: {
      patient: 'dashboard',
      doctor: 'dashboard',
      admin: 'dashboard',
      receptionist: 'dashboard',
      nurse: 'dashboard',
      billing: 'dashboard',
      privacy_officer: 'dashboard',
    },
    key: 'd',
  },
  {
    href: '/appointments',
    icon: CalendarDays,
    permission: 'appointment:read',
    group: 'care',
    names: {
      patient: 'appointments',
      doctor: 'calendar',
      admin: 'appointments',
      receptionist: 'appointments',
      nurse: 'appointments',
    },
    key: 'a',
  },
  {
    href: '/patients',
    icon: ClipboardList,
    permission: 'patient:list',
    group: 'care',
    names: {
      doctor: 'patients',
      admin: 'patients',
      receptionist: 'patients',
      nurse: 'patients',
      billing: 'patients',
      privacy_officer: 'patients',
    },
    key: 'p',
    ahead: () => import('@/components/patients/lazy'),
  },
  {
    href: '/doctors',
    icon: Stethoscope,
    permission: 'doctor:read',
    group: 'care',
    names: { patient: 'findDoctor', admin: 'doctors', receptionist: 'doctors' },
    key: 'o',
    ahead: () => import('@/components/doctors/lazy'),
  },
  {
    href: '/billing',
    icon: CreditCard,
    permission: 'billing:read',
    group: 'care',
    names: { patient: 'bills', admin: 'billing', receptionist: 'billing', billing: 'billing' },
    key: 'b',
    ahead: () => import('@/components/billing/lazy'),
  },
  {
    href: '/availability',
    icon: CalendarClock,
    permission: 'doctor:edit',
    group: 'care',
    names: { doctor: 'availability' },
    key: 'v',
  },
  {
    href: '/amendments',
    icon: FilePenLine,
    permission: 'amendment:decide',
    group: 'care',
    names: { doctor: 'amendments', admin: 'amendments', privacy_officer: 'amendments' },
    key: 'e',
  },
  {
    href: '/profile',
    icon: UserRound,
    permission: 'session:own',
    group: 'care',
    names: { patient: 'details' },
    key: 'm',
    ahead: () => import('@/components/account/lazy'),
  },
  {
    href: '/access-log',
    icon: Eye,
    permission: 'access-log:report',
    group: 'care',
    names: { patient: 'accessLog' },
    key: 'w',
  },
  {
    href: '/users',
    icon: UsersRound,
    permission: 'user:read',
    group: 'administration',
    names: { admin: 'users' },
    key: 'u',
    ahead: () => import('@/components/users/lazy'),
  },
  {
    href: '/messages',
    icon: Send,
    permission: 'message:read',
    group: 'administration',
    names: { admin: 'messages' },
    key: 'x',
    ahead: () => import('@/components/messages/lazy'),
  },
  {
    href: '/audit',
    icon: ShieldCheck,
    permission: 'audit:read',
    group: 'administration',
    names: { admin: 'audit', privacy_officer: 'audit' },
    key: 'l',
    ahead: () => import('@/components/audit/lazy'),
  },
  {
    href: '/privacy-cases',
    icon: ShieldQuestion,
    permission: 'privacy-case:read',
    group: 'administration',
    names: { admin: 'privacyCases', privacy_officer: 'privacyCases' },
    key: 'c',
  },
  {
    href: '/erasures',
    icon: Eraser,
    permission: 'erasure:decide',
    group: 'administration',
    names: { admin: 'erasures', privacy_officer: 'erasures' },
    key: 'r',
  },
  {
    href: '/settings',
    icon: Settings2,
    permission: 'settings:write',
    group: 'administration',
    names: { admin: 'settings' },
    key: 's',
    ahead: () => import('@/components/settings/lazy'),
  },
]

export interface ShownNavItem extends NavItem {
  name: NavName
}

/** What a role finds in its navigation. */
export function navigationFor(role: Role): ShownNavItem[] {
  return navigation.flatMap((item) => {
    const name = item.names[role]
    return name && may(role, item.permission) ? [{ ...item, name }] : []
  })
}

/** Whether `pathname` lies in the part of the site that `href` opens. */
export function isCurrent(pathname: string, href: string): boolean {
  return pathname === href || pathname.startsWith(`${href}/`)
}

/** What a role can begin from anywhere: in the palette, and the first by pressing `n`. */
export const deeds = [
  {
    href: '/appointments/new',
    permission: 'appointment:book',
    name: 'newAppointment',
    roles: ['patient', 'doctor', 'admin', 'receptionist'],
  },
  { href: '/patients/new', permission: 'patient:create', name: 'newPatient', roles: ['admin', 'receptionist'] },
  { href: '/billing/new', permission: 'billing:create', name: 'newBill', roles: ['admin', 'billing'] },
] as const satisfies { href: string; permission: Permission; name: string; roles: Role[] }[]

export function deedsFor(role: Role) {
  return deeds.filter((deed) => (deed.roles as readonly Role[]).includes(role) && may(role, deed.permission))
}
