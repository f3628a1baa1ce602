import type { Address } from '@hms/contract/patients'
import type { z } from 'zod'
import type { Random } from './random.ts'

/** Invented towns around an invented hospital. */
const towns = [
  { city: 'Harbor Falls', postalCodes: ['12094', '12095', '12096'], share: 45 },
  { city: 'Alder Creek', postalCodes: ['12101'], share: 15 },
  { city: 'Millbrook Junction', postalCodes: ['12104'], share: 12 },
  { city: 'Port Ellery', postalCodes: ['12110', '12111'], share: 12 },
  { city: 'Stonebridge', postalCodes: ['12117'], share: 9 },
  { city: 'Wexley', postalCodes: ['12123'], share: 7 },
] as const

const streets =
  'Alder Ash Beacon Birch Bridge Canal Cedar Chapel Cherry Church Clover Dock Elm Fairview Fern Forge Garden Granite Harbor Hawthorn Hickory Highland Juniper Lake Laurel Linden Locust Main Maple Market Meadow Mill Oak Orchard Park Pine Pond Quarry Ridge River Rose Spring Spruce State Summit Sycamore Union Walnut Water Willow'.split(
    ' ',
  )
const kinds = ['Street', 'Street', 'Avenue', 'Road', 'Lane', 'Court', 'Drive', 'Place', 'Terrace']

export function drawAddress(random: Random): z.input<typeof Address> {
  const town = random.weighted(towns.map((each) => [each, each.share] as const))
  const line2 = random.weighted([
    [undefined, 72],
    [`Apt ${random.int(1, 12)}${random.pick(['A', 'B', 'C', 'D'])}`, 22],
    [`Unit ${random.int(1, 40)}`, 6],
  ] as const)
  return {
    line1: `${random.int(1, 980)} ${random.pick(streets)} ${random.pick(kinds)}`,
    ...(line2 ? { line2 } : {}),
    city: town.city,
    state: 'NY',
    postalCode: random.pick(town.postalCodes),
    country: 'United States',
  }
}

/** 555-0100 to 555-0199 is kept free of subscribers for fiction (North American Numbering Plan). */
export function drawPhone(random: Random): string {
  return `+1 ${random.pick(['315', '518', '607', '845', '914'])} 555 01${String(random.int(0, 99)).padStart(2, '0')}`
}
