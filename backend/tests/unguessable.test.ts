// @covers ASVS-6.4.1, ASVS-6.5.3, ASVS-7.2.3, ASVS-11.3.3, ASVS-11.5.1
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { authApi } from '@hms/contract/auth'
import { patientApi } from '@hms/contract/patients'
import { describe, expect, it } from 'vitest'
import { keys } from '../src/config/runtime.ts'
import { deviceCookie, from, anAddress, latestToken, refreshCookie, signedUp } from './support/accounts.ts'
import { call } from './support/call.ts'
import { challengeOf, withTotp } from './support/factors.ts'
import { look } from './support/observer.ts'
import { aPatient } from './support/people.ts'

const source = resolve(import.meta.dirname, '../src')
const bitsIn = (base64url: string) => Buffer.from(base64url, 'base64url').length * 8

describe('what must not be guessed', () => {
  it('is random: 128 bits and more of sessions and links, 120 of a code that is asked for after the password', async () => {
    const { reply, email, userId } = await signedUp()
    await call(authApi.forgotPassword, { body: { email }, headers: from(anAddress()) })
    const { email: guarded, recoveryCodes } = await withTotp()
    const secrets = {
      refresh: refreshCookie(reply),
      challenge: await challengeOf(guarded),
      link: (await latestToken(userId)).split('.')[1]!,
    }
    for (const [what, secret] of Object.entries(secrets)) expect([what, bitsIn(secret) >= 128]).toEqual([what, true])
    expect(deviceCookie(reply).length).toBeGreaterThan(40)
    for (const code of recoveryCodes) expect(code).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/)
    expect(new Set(recoveryCodes).size).toBe(recoveryCodes.length)
  })

  it('never comes twice', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, async () => refreshCookie((await signedUp()).reply)))
    expect(new Set(made).size).toBe(20)
  })

  it('comes from the generator of node:crypto: another one only says how long to wait', () => {
    const others = globSync('**/*.ts', { cwd: source })
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) =>
        readFileSync(join(source, file), 'utf8')
          .split('\n')
          .filter((line) => /Math\.random/.test(line))
          .map((line) => `${file}: ${/setTimeout/.test(line) ? 'how long to wait' : line.trim()}`),
      )
    expect(others).toEqual(['config/database.ts: how long to wait'])
  })
})

describe('what is sealed', () => {
  it('does not open once a single bit of it was changed, wherever', async () => {
    const sealed = keys.sealText('a word of somebody', 'test|context')
    for (let at = 0; at < sealed.length; at++) {
      const spoilt = Buffer.from(sealed)
      spoilt[at]! ^= 1
      expect(() => keys.openText(spoilt, 'test|context'), `bit of byte ${at}`).toThrow()
    }
    expect(keys.openText(sealed, 'test|context')).toBe('a word of somebody')
  })

  it('is no answer with another text either when it is a field of a record that was changed in the database', async () => {
    const patient = await aPatient()
    const params = { id: patient.patientId }
    const address = { line1: '12 Quay Street, second floor', city: 'Graz', country: 'AT' }
    expect((await call(patientApi.update, { as: patient, params, body: { address } })).status).toBe(200)
    const [row] = await look<{ address: Buffer }>('SELECT address FROM patients WHERE id = $1', [patient.patientId])
    const stored = row!.address
    // Every part of it: packet headers, the sealed text, the code that detects modifications.
    const places = Array.from({ length: 24 }, (_, i) => Math.floor(((i + 0.5) * stored.length) / 24))
    for (const at of places) {
      const spoilt = Buffer.from(stored)
      spoilt[at]! ^= 0x10
      await look('UPDATE patients SET address = $2 WHERE id = $1', [patient.patientId, spoilt])
      const reply = await call(patientApi.get, { as: patient, params })
      expect([at, reply.status >= 500, JSON.stringify(reply.body).includes('Quay')]).toEqual([at, true, false])
    }
    await look('UPDATE patients SET address = $2 WHERE id = $1', [patient.patientId, stored])
    expect((await call(patientApi.get, { as: patient, params })).body).toMatchObject({ address })
  })
})
