// @covers ASVS-6.5.6
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { authApi } from '@hms/contract/auth'
import { describe, expect, it } from 'vitest'
import { anAddress, from, goodPassword, signIn } from './support/accounts.ts'
import { call } from './support/call.ts'
import { challengeOf, type Guarded, withTotp } from './support/factors.ts'
import { look } from './support/observer.ts'
import { aDoctor } from './support/people.ts'

/** An administrator who has lost every way in, in a hospital where nobody else could help. */

const backend = fileURLToPath(new URL('../', import.meta.url))
const run = (email: string): Promise<{ code: number; said: string }> =>
  promisify(execFile)(process.execPath, ['src/letAdminIn.ts', email], { cwd: backend }).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stdout: string }) => ({ code: error.code, said: error.stdout }),
  )
const tokenIn = (said: string) => new URL(/https?:\S+/.exec(said)![0]).searchParams.get('token')!
const reset = (token: string, password: string) =>
  call(authApi.resetPassword, { body: { token, password }, headers: from(anAddress()) })

async function anAdministrator(): Promise<Guarded> {
  const guarded = await withTotp()
  await look('UPDATE patients SET user_id = NULL WHERE user_id = $1', [guarded.userId])
  await look(`UPDATE users SET role = 'admin' WHERE id = $1`, [guarded.userId])
  return guarded
}

describe('an administrator without any factor left', () => {
  it('is let in by whoever works at the machine: with a new password, once, and every session is over', async () => {
    const { email, userId } = await anAdministrator()
    const challenge = await challengeOf(email)
    const { code, said } = await run(email.toUpperCase())
    expect(code).toBe(0)
    expect(await look('SELECT FROM sessions WHERE user_id = $1 AND revoked_at IS NULL', [userId])).toEqual([])
    expect(await look('SELECT FROM auth_challenges WHERE user_id = $1 AND used_at IS NULL', [userId])).toEqual([])
    expect(challenge).not.toBe('')
    const [row] = await look(
      `SELECT action, outcome, actor_id, changed_fields FROM audit_events WHERE operation = 'auth.let-admin-in' AND resource_id = $1`,
      [userId],
    )
    expect(row).toEqual({
      action: 'D',
      outcome: 'success',
      actor_id: null,
      changed_fields: ['totp', 'passkeys', 'recoveryCodes'],
    })
    expect(
      await look(`SELECT FROM messages WHERE user_id = $1 AND kind = 'second-factor-changed'`, [userId]),
    ).not.toEqual([])

    const password = 'Nine-Lamps-Burn-Late-7'
    expect((await reset(tokenIn(said), password)).status).toBeLessThan(300)
    expect((await reset(tokenIn(said), `${password}x`)).problem.code).toBe('invalid-token')
    expect((await signIn(email, goodPassword)).problem.code).toBe('invalid-credentials')
    const reply = await signIn(email, password)
    expect([reply.status, reply.body.user?.secondFactor]).toEqual([200, false])
  })

  it('makes the link before it worthless', async () => {
    const { email } = await anAdministrator()
    const [first, second] = [await run(email), await run(email)]
    expect((await reset(tokenIn(first.said), 'Nine-Lamps-Burn-Late-7')).problem.code).toBe('invalid-token')
    expect((await reset(tokenIn(second.said), 'Nine-Lamps-Burn-Late-7')).status).toBeLessThan(300)
  })
})

it('lets nobody else in: neither other staff, nor strangers, nor an administrator who is disabled', async () => {
  const doctor = await aDoctor()
  const { email, userId } = await anAdministrator()
  await anAdministrator()
  await look('UPDATE users SET disabled_at = now() WHERE id = $1', [userId])
  const [{ email: doctors }] = (await look<{ email: string }>('SELECT email::text FROM users WHERE id = $1', [
    doctor.userId,
  ])) as [{ email: string }]
  for (const address of [doctors, 'nobody@hospital.example', '', email]) {
    const { code, said } = await run(address)
    expect([code, said]).toEqual([1, `No administrator who may sign in has the address "${address}".\n`])
  }
  expect(await look('SELECT FROM totp_factors WHERE user_id = $1', [userId])).toHaveLength(1)
})
