import type { Availability } from '@hms/contract/doctors'

type Hours = Availability['weekly'][number]

/** A doctor of the plan; the order is that of the directory's making, the first one signs in as the demo doctor. */
export interface StaffPlan {
  specialization: string
  gender: 'female' | 'male'
  slotMinutes: number
  weekly: Hours[]
  /** Share of the grid that is booked on an ordinary day. */
  load: number
  bio: string
  /** Weeks counted from this one in which the doctor is away. */
  leave?: { week: number; reason: string }
  /** Days counted from today on which the doctor is away. */
  away?: { day: number; reason: string }
  /** Sees patients around this very moment, whatever the hour: somebody is always on duty. */
  onDuty?: boolean
  acceptsBookings?: boolean
}

/** `week('1-5', '09:00-12:00', '13:00-17:00')` is Monday to Friday with a break at noon. */
function week(days: string, ...blocks: string[]): Hours[] {
  const [first, last = first] = days.split('-').map(Number) as [number, number | undefined]
  return Array.from({ length: last! - first + 1 }, (_, index) => first + index).flatMap((day) =>
    blocks.map((block) => {
      const [start, end] = block.split('-') as [string, string]
      return { day, start, end }
    }),
  )
}

const morning = '08:00-12:00'
const office = ['09:00-12:30', '13:30-17:00'] as const

export const staff: StaffPlan[] = [
  {
    specialization: 'Family medicine',
    gender: 'female',
    slotMinutes: 20,
    weekly: [...week('1-5', '08:00-12:00', '13:00-17:00'), ...week('6', '09:00-13:00')],
    load: 0.34,
    bio: 'Looks after whole families, with a particular interest in diabetes and high blood pressure.',
    away: { day: 16, reason: 'Conference' },
    onDuty: true,
  },
  {
    specialization: 'Family medicine',
    gender: 'male',
    slotMinutes: 20,
    weekly: [...week('1-3', '10:00-14:00', '15:00-19:00'), ...week('5', '10:00-16:00')],
    load: 0.14,
    bio: 'Evening appointments for people who work during the day.',
    leave: { week: 3, reason: 'Annual leave' },
  },
  {
    specialization: 'Family medicine',
    gender: 'female',
    slotMinutes: 15,
    weekly: [...week('2-5', morning), ...week('6-7', '09:00-15:00')],
    load: 0.12,
    bio: 'Weekend clinic, vaccinations and travel medicine.',
    onDuty: true,
  },
  {
    specialization: 'Internal medicine',
    gender: 'male',
    slotMinutes: 30,
    weekly: week('1-5', ...office),
    load: 0.16,
    bio: 'Long-term conditions of adults, and the medicines that go with them.',
    leave: { week: -3, reason: 'Annual leave' },
  },
  {
    specialization: 'Internal medicine',
    gender: 'female',
    slotMinutes: 30,
    weekly: [...week('1', morning), ...week('3-4', morning, '13:00-18:00')],
    load: 0.18,
    bio: 'Diseases of the stomach and the gut; care after a stay in hospital.',
  },
  {
    specialization: 'Pediatrics',
    gender: 'female',
    slotMinutes: 20,
    weekly: week('1-5', '08:30-12:30', '14:00-17:00'),
    load: 0.14,
    bio: 'Newborns to teenagers; well-child visits and vaccinations.',
    leave: { week: 5, reason: 'Annual leave' },
  },
  {
    specialization: 'Pediatrics',
    gender: 'male',
    slotMinutes: 20,
    weekly: [...week('1-2', '12:00-18:00'), ...week('4', '12:00-18:00'), ...week('6', '09:00-12:00')],
    load: 0.14,
    bio: 'Asthma and allergies of children.',
  },
  {
    specialization: 'Cardiology',
    gender: 'male',
    slotMinutes: 30,
    weekly: [...week('1-2', ...office), ...week('4-5', ...office)],
    load: 0.17,
    bio: 'Heart failure, disorders of rhythm, echocardiography.',
    away: { day: -9, reason: 'Teaching' },
  },
  {
    specialization: 'Cardiology',
    gender: 'female',
    slotMinutes: 30,
    weekly: week('2-4', '08:00-13:00'),
    load: 0.15,
    bio: 'Prevention after a heart attack; cholesterol clinic.',
  },
  {
    specialization: 'Dermatology',
    gender: 'female',
    slotMinutes: 15,
    weekly: [...week('1', morning), ...week('2', '13:00-19:00'), ...week('4-5', morning)],
    load: 0.12,
    bio: 'Skin checks, small procedures, eczema and psoriasis.',
  },
  {
    specialization: 'Obstetrics and gynecology',
    gender: 'female',
    slotMinutes: 30,
    weekly: [...week('1-3', ...office), ...week('5', morning)],
    load: 0.18,
    bio: 'Pregnancy, contraception, menopause.',
  },
  {
    specialization: 'Orthopedics',
    gender: 'male',
    slotMinutes: 30,
    weekly: [...week('1', '07:30-12:00'), ...week('3', '07:30-16:00'), ...week('5', '07:30-12:00')],
    load: 0.2,
    bio: 'Knees, hips and shoulders; injuries from sport.',
    leave: { week: -5, reason: 'Parental leave' },
  },
  {
    specialization: 'Neurology',
    gender: 'male',
    slotMinutes: 30,
    weekly: week('2-4', '09:00-16:00'),
    load: 0.14,
    bio: 'Headache, epilepsy, memory.',
  },
  {
    specialization: 'Psychiatry',
    gender: 'female',
    slotMinutes: 30,
    weekly: [...week('1-2', '11:00-19:00'), ...week('4', '11:00-19:00')],
    load: 0.16,
    bio: 'Depression, anxiety and sleep, for adults.',
  },
  {
    specialization: 'Ophthalmology',
    gender: 'male',
    slotMinutes: 20,
    weekly: [...week('2', '08:00-15:00'), ...week('5', '08:00-15:00')],
    load: 0.17,
    bio: 'Cataract, glaucoma, eye checks in diabetes.',
  },
  {
    specialization: 'Endocrinology',
    gender: 'female',
    slotMinutes: 30,
    weekly: [...week('1', '13:00-17:00'), ...week('3', '09:00-15:00')],
    load: 0.18,
    bio: 'Thyroid and diabetes. Sees new patients on referral only.',
    acceptsBookings: false,
  },
]
