import type { z } from 'zod'
import type { MedicalHistory } from '@hms/contract/patients'
import { conditions, type Condition } from './conditions.ts'
import type { Random } from './random.ts'

export interface Person {
  age: number
  birthYear: number
  gender: 'female' | 'male' | 'other' | 'unknown'
}

const icd10 = 'http://hl7.org/fhir/sid/icd-10-cm'

const allergens = [
  ['Penicillin', 'rash'],
  ['Sulfonamides', 'hives'],
  ['Ibuprofen', 'wheezing'],
  ['Codeine', 'nausea'],
  ['Latex', 'contact dermatitis'],
  ['Peanuts', 'anaphylaxis'],
  ['Tree nuts', 'swelling of the lips'],
  ['Shellfish', 'hives'],
  ['Eggs', 'eczema'],
  ["Cow's milk", 'vomiting'],
  ['Bee venom', 'swelling'],
  ['Birch pollen', 'hay fever'],
  ['House dust mites', 'rhinitis'],
  ['Iodinated contrast', 'hives'],
] as const

const remarks = [
  'Prefers to be called in the afternoon.',
  'Hard of hearing on the left; please face the patient when speaking.',
  'Needs an interpreter for longer conversations.',
  'Uses a wheelchair; room on the ground floor.',
  'Lives alone, daughter helps with medication.',
  'Former smoker.',
  'Smokes about half a pack a day.',
  'Works night shifts.',
  'Faints when blood is drawn.',
]

/** Conditions that fit age and sex, the medicines for them, and some allergies. */
export function drawHistory(random: Random, person: Person): z.infer<typeof MedicalHistory> {
  const found = conditions.filter(
    (condition) => applies(condition, person) && random.chance(likelihood(condition, person)),
  )
  const allergies = random
    .shuffle(allergens)
    .slice(
      0,
      random.weighted([
        [0, 66],
        [1, 24],
        [2, 8],
        [3, 2],
      ] as const),
    )
    .map(([allergen, reaction]) => `${allergen}: ${reaction}`)
  return {
    allergies,
    conditions: found.map((condition) => ({
      display: condition.name,
      code: condition.code,
      system: icd10,
      status: 'active',
      onset: String(onsetYear(random, condition, person)),
    })),
    medications: found.flatMap(({ medications = [] }) => (medications.length > 0 ? [random.pick(medications)] : [])),
    ...(person.age >= 18 && random.chance(0.22) ? { notes: random.pick(remarks) } : {}),
  }
}

function applies({ sex, from, to = 120 }: Condition, { age, gender }: Person): boolean {
  return age >= from && age <= to && (!sex || sex === gender)
}

/** Rises with age up to the share that the condition has late in life. */
function likelihood({ from, share, rising }: Condition, { age }: Person): number {
  return rising ? share * Math.min(1, (age - from + 5) / 45) : share
}

function onsetYear(random: Random, { from }: Condition, { age, birthYear }: Person): number {
  const atAge = random.int(Math.max(from, age - 15), age)
  return birthYear + atAge
}
