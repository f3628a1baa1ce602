import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { givingWay } from './givingWay.ts'

const slept = vi.hoisted(() => [] as number[])
vi.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void slept.push(ms) }))

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

it.each([
  { share: 0.25, works: [20, 100, 0], rests: [60, 300, 0] },
  { share: 0.5, works: [20], rests: [20] },
  { share: 1, works: [20], rests: [0] },
])('rests as long as a share of $share leaves to others', async ({ share, works, rests }) => {
  slept.length = 0
  const rest = givingWay(share)
  for (const work of works) {
    vi.advanceTimersByTime(work)
    await rest()
  }
  expect(slept).toEqual(rests)
})
