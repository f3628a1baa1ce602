import { CalendarDate } from '@hms/contract/common'
import type { Role } from '@hms/contract/permissions'
import type { PatientFilter } from '../../models/PatientSearch.ts'
import { searchWords } from '../../utils/searchText.ts'

const PHONE_DIGITS = 7
/** Who books and bills knows people by their numbers. */
const findsByPhone: readonly Role[] = ['admin', 'receptionist', 'billing']
/** More words than a name has narrow nothing down. */
export const MOST_WORDS = 8

/**
 * What somebody at a front desk means by what they type: a medical record number, a birth date, a phone number
 * (the front desk only: whoever else could try numbers out), or parts of a name in any order.
 */
export function planSearch(q: string | undefined, role: Role): PatientFilter {
  const query = q?.trim() ?? ''
  if (query === '') return { by: 'all' }
  const mrn = /^m0*(\d{1,8})$/i.exec(query)?.[1]
  if (mrn) return { by: 'mrn', mrn: `M${mrn.padStart(8, '0')}` }
  if (CalendarDate.safeParse(query).success) return { by: 'birth-date', date: query }
  const digits = query.replace(/\D/g, '')
  if (findsByPhone.includes(role) && /^[+\d ()./-]+$/.test(query) && digits.length >= PHONE_DIGITS)
    return { by: 'phone', digits }
  const words = searchWords(query).slice(0, MOST_WORDS)
  return words.length === 0 ? { by: 'all' } : { by: 'name', words }
}
