// @covers 45CFR164.312(a)(2)(iv), 45CFR164.312(c)(2), GDPR-Art5(1)(d), GDPR-Art5(1)(f), GDPR-Art16, GDPR-Art32
// @covers ASVS-8.2.3, ASVS-14.2.4
import { figure } from './support/figure.ts'
import { randomUUID } from 'node:crypto'
import { patientApi } from '@hms/contract/patients'
import { beforeAll, describe, expect, it } from 'vitest'
import { call } from './support/call.ts'
import { look } from './support/observer.ts'
import { aDoctor, anAdmin, aPatient, type DoctorPerson, type PatientPerson, type Person } from './support/people.ts'
import { inCareOf } from './support/care.ts'

let admin: Person, drRao: DoctorPerson, drOther: DoctorPerson, patient: PatientPerson, otherPatient: PatientPerson

beforeAll(async () => {
  ;[admin, drRao, drOther, patient, otherPatient] = await Promise.all([
    anAdmin(),
    aDoctor(),
    aDoctor(),
    aPatient({ firstName: 'Zoë', lastName: `Brontë${randomUUID().slice(0, 8)}` }),
    aPatient(),
  ])
  await inCareOf(drRao, patient)
})

const sentinel = () => `ZPHI-${randomUUID()}`

const details = (over: object = {}) => ({
  firstName: 'Amélie',
  lastName: `O'Hara-${randomUUID().slice(0, 8)}`,
  dateOfBirth: '1990-02-28',
  gender: 'female' as const,
  email: `amelie-${randomUUID()}@test.example`,
  phone: '+1 555 010 4477',
  address: { line1: '1 Main Street', city: 'Springfield', country: 'US' },
  emergencyContact: { name: 'Sam', relationship: 'brother', phone: '+1 555 010 9999' },
  medicalHistory: {
    allergies: ['Penicillin'],
    conditions: [{ display: 'Asthma', code: '195967001', system: 'http://snomed.info/sct' }],
    medications: [],
  },
  ...over,
})

const auditOf = (requestId: string) =>
  look('SELECT action, operation, outcome, patient_ids, actor_id FROM audit_events WHERE request_id = $1', [requestId])

describe('registering a patient', () => {
  it('gives a medical record number and keeps everything that was filled in', async () => {
    const body = details()
    const reply = await call(patientApi.create, { as: admin, body })
    expect(reply.status).toBe(201)
    expect(reply.body.mrn).toMatch(/^M\d{8}$/)
    expect(reply.body).toMatchObject({ ...body, withheld: [] })
    const again = await call(patientApi.get, { as: admin, params: { id: reply.body.id } })
    expect(again.body).toMatchObject({
      address: body.address,
      phone: body.phone,
      emergencyContact: body.emergencyContact,
    })
    expect(again.body).toMatchObject({ medicalHistory: null, withheld: ['medicalHistory'] })
  })

  it('seals what is sensitive: the database holds none of it in the clear', async () => {
    const secrets = Array.from({ length: 5 }, sentinel)
    const [line1, contact, allergy, notes, mail] = secrets as [string, string, string, string, string]
    const body = details({
      address: { line1, city: 'Springfield', country: 'US' },
      emergencyContact: { name: contact, phone: '+1 555 010 9999' },
      medicalHistory: { allergies: [allergy], conditions: [], medications: [], notes },
      email: `${mail}@test.example`,
    })
    const { id } = (await call(patientApi.create, { as: admin, body })).body
    const [row] = await look<{ stored: string }>('SELECT p::text AS stored FROM patients p WHERE id = $1', [id])
    for (const secret of [...secrets, '5550104477']) {
      expect(row!.stored.toLowerCase()).not.toContain(secret.toLowerCase())
      expect(row!.stored).not.toContain(Buffer.from(secret).toString('hex'))
    }
  })

  it('does it once for each idempotency key, however often it is asked', async () => {
    const body = details()
    const headers = { 'Idempotency-Key': randomUUID() }
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => call(patientApi.create, { as: admin, body, headers })),
    )
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1)
    expect(replies.every((reply) => reply.status === 201)).toBe(true)
    const other = await call(patientApi.create, { as: admin, body: details(), headers })
    expect(other.problem).toMatchObject({ status: 422, code: 'idempotency-mismatch' })
  })

  it('names every field that is wrong and refuses fields that it does not know', async () => {
    const rawBody = {
      ...details(),
      dateOfBirth: '2999-01-01',
      gender: 'yes',
      phone: 'call me',
      id: randomUUID(),
      userId: admin.userId,
    }
    const reply = await call(patientApi.create, { as: admin, rawBody })
    expect(reply.status).toBe(422)
    expect(reply.problem.errors?.map((error) => error.pointer).sort()).toEqual([
      '/dateOfBirth',
      '/gender',
      '/id',
      '/phone',
      '/userId',
    ])
  })

  it('is for administrators and, once, for the patient: not for doctors, not for strangers', async () => {
    expect((await call(patientApi.create, { as: drRao, body: details() })).status).toBe(403)
    expect((await call(patientApi.create, { body: details() })).status).toBe(401)
    const twice = await call(patientApi.create, { as: patient, body: details() })
    expect(twice.problem).toMatchObject({ status: 409, code: 'patient-exists' })
  })

  it('lets a patient fill in the own details after sign-up', async () => {
    const fresh = await aPatient()
    await look('UPDATE patients SET date_of_birth = NULL, gender = NULL WHERE id = $1', [fresh.patientId])
    const body = details()
    const reply = await call(patientApi.create, { as: fresh, body })
    expect(reply.status).toBe(201)
    expect(reply.body).toMatchObject({ id: fresh.patientId, ...body })
    const [account] = await look('SELECT last_name FROM users WHERE id = $1', [fresh.userId])
    expect(account).toEqual({ last_name: body.lastName })
  })
})

describe("a patient's record", () => {
  it('is whole for the patient and for the doctor who treats them', async () => {
    const body = {
      medicalHistory: { allergies: ['Latex'], conditions: [], medications: ['Aspirin'] },
      phone: '+1 555 010 1111',
    }
    expect((await call(patientApi.update, { as: patient, params: { id: patient.patientId }, body })).status).toBe(200)
    for (const as of [patient, drRao]) {
      const reply = await call(patientApi.get, { as, params: { id: patient.patientId } })
      expect(reply.body).toMatchObject({ ...body, withheld: [] })
    }
  })

  it('is a directory entry for a doctor who does not treat them', async () => {
    const reply = await call(patientApi.get, { as: drOther, params: { id: patient.patientId } })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({
      firstName: 'Zoë',
      phone: null,
      address: null,
      medicalHistory: null,
      email: null,
    })
    expect(reply.body.withheld).toEqual(['email', 'phone', 'address', 'emergencyContact', 'medicalHistory'])
    const edit = await call(patientApi.update, {
      as: drOther,
      params: { id: patient.patientId },
      body: { phone: '+1 555 010 2222' },
    })
    expect(edit.status).toBe(404)
  })

  it('does not exist for other patients, exactly like one that was never there', async () => {
    const [foreign, missing] = await Promise.all(
      [patient.patientId, randomUUID()].map((id) => call(patientApi.get, { as: otherPatient, params: { id } })),
    )
    expect(foreign!.status).toBe(404)
    const blank = (reply: typeof foreign) => ({ ...reply!.problem, instance: '', requestId: '' })
    expect(blank(foreign)).toEqual(blank(missing))
    const edit = await call(patientApi.update, {
      as: otherPatient,
      params: { id: patient.patientId },
      body: { phone: '+1 555 010 2222' },
    })
    expect(edit.status).toBe(404)
  })

  it('leaves exactly one audit row for each reading, change and refusal', async () => {
    const params = { id: patient.patientId }
    const deeds = [
      { endpoint: patientApi.get, as: drRao, want: { operation: 'patient.read', outcome: 'success', action: 'R' } },
      {
        endpoint: patientApi.update,
        as: patient,
        want: { operation: 'patient.update', outcome: 'success', action: 'U' },
      },
      { endpoint: patientApi.get, as: otherPatient, want: { outcome: 'refused', action: 'R' } },
    ]
    for (const { endpoint, as, want } of deeds) {
      const headers = { 'X-Request-Id': randomUUID() }
      await call(endpoint as typeof patientApi.update, {
        as,
        params,
        headers,
        body: endpoint === patientApi.update ? { phone: '+1 555 010 3333' } : undefined,
      })
      const rows = await auditOf(headers['X-Request-Id'])
      expect(rows).toHaveLength(1)
      expect(rows[0]).toMatchObject({ ...want, actor_id: as.userId })
    }
  })

  it('keeps identity for the front desk and medical history from it', async () => {
    const params = { id: patient.patientId }
    expect(
      (await call(patientApi.update, { as: patient, params, body: { dateOfBirth: '1970-01-01' } })).problem.errors?.[0]
        ?.pointer,
    ).toBe('/dateOfBirth')
    const history = { medicalHistory: { allergies: [], conditions: [], medications: [] } }
    const without = [
      await call(patientApi.update, { as: drRao, params, body: { lastName: 'Else' } }),
      await call(patientApi.update, { as: admin, params, body: history }),
    ]
    figure('fields-changed-without-right', without.filter(({ status }) => status < 300).length, { of: 2 })
    expect(without.map(({ status }) => status)).toEqual([403, 403])
    expect((await call(patientApi.update, { as: admin, params, body: { gender: 'other' } })).body.gender).toBe('other')
    expect((await call(patientApi.update, { as: drRao, params, body: history })).body.medicalHistory).toEqual(
      history.medicalHistory,
    )
  })

  it('tells who comes second that somebody else was first', async () => {
    const params = { id: otherPatient.patientId }
    const { version } = (await call(patientApi.get, { as: otherPatient, params })).body
    const phones = ['+1 555 010 0001', '+1 555 010 0002', '+1 555 010 0003']
    const replies = await Promise.all(
      phones.map((phone) => call(patientApi.update, { as: otherPatient, params, body: { phone, version } })),
    )
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, 409, 409])
  })

  it('removes with null and leaves alone what is absent', async () => {
    const params = { id: otherPatient.patientId }
    await call(patientApi.update, {
      as: otherPatient,
      params,
      body: { phone: '+1 555 010 4444', emergencyContact: { name: 'Kim', phone: '+1 555 010 5555' } },
    })
    const reply = await call(patientApi.update, { as: otherPatient, params, body: { phone: null } })
    expect(reply.body).toMatchObject({ phone: null, emergencyContact: { name: 'Kim' } })
  })

  it('refuses a sealed field that was moved from another patient', async () => {
    const [a, b] = await Promise.all([aPatient(), aPatient()])
    for (const as of [a, b])
      await call(patientApi.update, { as, params: { id: as.patientId }, body: { phone: '+1 555 010 7777' } })
    await look('UPDATE patients SET phone = (SELECT phone FROM patients WHERE id = $1) WHERE id = $2', [
      a.patientId,
      b.patientId,
    ])
    await look(
      'UPDATE patient_keys SET wrapped = (SELECT wrapped FROM patient_keys k WHERE k.patient_id = $1 AND k.scope = patient_keys.scope) WHERE patient_id = $2',
      [a.patientId, b.patientId],
    )
    expect((await call(patientApi.get, { as: b, params: { id: b.patientId } })).status).toBe(503)
  })

  it('shows nothing, and records no reading, where one field was put in from elsewhere', async () => {
    const create = async () => (await call(patientApi.create, { as: admin, body: details() })).body.id
    const [id, other] = [await create(), await create()]
    await look('UPDATE patients SET phone = (SELECT phone FROM patients WHERE id = $1) WHERE id = $2', [other, id])
    // First with keys that nobody has met yet, then with known ones.
    for (let time = 1; time <= 2; time++) {
      const reply = await call(patientApi.get, { as: admin, params: { id } })
      expect([reply.status, JSON.stringify(reply.body)]).toEqual([500, expect.not.stringContaining('firstName')])
    }
    expect(
      await look(
        `SELECT FROM audit_events WHERE resource_id = $1 AND operation = 'patient.read' AND outcome = 'success'`,
        [id],
      ),
    ).toEqual([])
  })
})

describe('finding patients', () => {
  const tag = `Qx${randomUUID().slice(0, 6).replace(/\d/g, 'z')}`
  beforeAll(async () => {
    for (const firstName of ['José', 'Anna', 'Bjørn', 'Łukasz', 'Mary']) {
      await call(patientApi.create, { as: admin, body: details({ firstName, lastName: `${tag} Núñez` }) })
    }
  })

  it('takes parts of the name in any order, without accents', async () => {
    const names = async (q: string) =>
      (await call(patientApi.list, { as: admin, query: { q } })).body.items.map((item) => item.firstName)
    expect(await names(`nunez jose ${tag}`)).toEqual(['José'])
    expect(await names(`${tag.toLowerCase()} bjorn`)).toEqual(['Bjørn'])
    expect(await names(`${tag} luka`)).toEqual(['Łukasz'])
    expect(await names(`${tag} %`)).toHaveLength(5)
    expect(await names(`${tag} nobody`)).toEqual([])
  })

  const letters = () =>
    randomUUID()
      .replace(/[^a-f]/g, '')
      .slice(0, 4)
  const rare = `vo${letters()}ky`
  const people = {
    johnson: ['Margaret', `Johnson${rare}`],
    mueller: ['Jürgen', `Müller${rare}`],
    ohara: ['Siobhán', `O'Hara${rare}`],
    smith: ['Anne-Marie', `Smith-${rare}berg`],
    mcdonald: ['Iain', `McDonald${rare}`],
  } as const

  it.each([
    ['as it stands', 'margaret johnson', 'johnson'],
    ['in the other order', 'johnson margaret', 'johnson'],
    ['by beginnings', 'johns marg', 'johnson'],
    ['by a part within a word', 'ohnson argar', 'johnson'],
    ['with a letter left out', 'jonson margaret', 'johnson'],
    ['with two letters left out', 'jonsn margaret', 'johnson'],
    ['with a letter too many', 'johhnson margaret', 'johnson'],
    ['with a wrong letter in each word', 'johnsan margeret', 'johnson'],
    ['with letters that changed places', 'jhonson margraet', 'johnson'],
    ['with a wrong first letter', 'kohnson margaret', 'johnson'],
    ['without the accent', 'muller jurgen', 'mueller'],
    ['with the accent', 'MÜLLER Jürgen', 'mueller'],
    ['with ae, oe, ue for the accent', 'mueller juergen', 'mueller'],
    ['with the apostrophe', "o'hara siobhan", 'ohara'],
    ['with another apostrophe', 'O’Hara Siobhán', 'ohara'],
    ['without the apostrophe', 'ohara siobhan', 'ohara'],
    ['with the hyphen', 'smith-berg anne-marie', 'smith'],
    ['with a space for the hyphen', 'smith anne marie berg', 'smith'],
    ['with a space within a word', 'mc donald', 'mcdonald'],
    ['with a space within a word, and another word', 'iain mc donald', 'mcdonald'],
    ['by parts of three words', 'mari smi erg', 'smith'],
    ['with a wrong letter in one of three words', 'anna marie berg', 'smith'],
  ] as const)('finds a name %s', async (_how, typed, who) => {
    const [firstName, lastName] = people[who]
    await registered(firstName, lastName)
    // What is typed, in a name that no other test has.
    const q = typed.replace(
      /(jo\w+n|jons?n|jhonson|kohnson|johns|ohnson|m[uü]e?ller|hara|donald|berg|erg)\b/i,
      (word) =>
        word.endsWith('erg')
          ? `${word === 'erg' ? rare.slice(1) : rare}berg`
          : word === 'johns'
            ? word
            : `${word}${rare}`,
    )
    const found = await call(patientApi.list, { as: admin, query: { q, limit: 200 } })
    expect(found.body.items.map((item) => item.lastName)).toContain(lastName)
  })

  const known = new Map<string, Promise<unknown>>()
  const registered = (firstName: string, lastName: string) =>
    known.get(lastName) ??
    known.set(lastName, call(patientApi.create, { as: admin, body: details({ firstName, lastName }) })).get(lastName)

  it('puts the best match first, and goes on from there', async () => {
    const word = `z${letters()}q`
    for (const lastName of [`Mc${word}`, `${word}son`, word, `${word.slice(0, -1)}x`, `Ab ${word}`])
      await call(patientApi.create, { as: admin, body: details({ firstName: 'Kim', lastName }) })
    const whole = (await call(patientApi.list, { as: admin, query: { q: `${word} kim` } })).body.items
    expect(whole.map((item) => item.lastName).slice(0, 4)).toEqual([`Ab ${word}`, word, `${word}son`, `Mc${word}`])
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = (await call(patientApi.list, { as: admin, query: { q: `${word} kim`, limit: 1, cursor } })).body
      seen.push(...page.items.map((item) => item.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(whole.map((item) => item.id))
  })

  it('shows names that are spelled otherwise when nobody fits, and only then', async () => {
    const word = `q${letters()}mston`
    const wrong = word.replace('mston', 'msten')
    const lastNames = async (q: string) =>
      (await call(patientApi.list, { as: admin, query: { q } })).body.items.map((item) => item.lastName)
    await call(patientApi.create, { as: admin, body: details({ firstName: 'Ottoline', lastName: word }) })
    expect(await lastNames(`${wrong} ottoline`)).toContain(word)
    await call(patientApi.create, { as: admin, body: details({ firstName: 'Ottoline', lastName: wrong }) })
    expect(await lastNames(`${wrong} ottoline`)).toEqual([wrong])
  })

  it('goes on from page to page the same, however many fit', async () => {
    const word = `k${letters()}vr`
    await look(
      `INSERT INTO patients (first_name, last_name, search_name)
       SELECT first, last, lower(first || ' ' || last)
         FROM (SELECT (ARRAY['Ann', 'Anna', 'Joanna', 'Bea'])[1 + n % 4] AS first, $1 || (ARRAY['', 'son', 'x'])[1 + n % 3] AS last
                 FROM generate_series(1, 240) AS n) AS made`,
      [word],
    )
    const [beginning, within] = [word.slice(0, 2), word.slice(2)]
    for (const q of [
      ...[`${word} ann`, `${word}s ann`, `ann ${word}x`, `x${word} bea`, `oan ${word}`, `oan ${word.slice(1)}`],
      ...[`${beginning} ${within}`, `${beginning} ${within} ann`, `joanne x${word}`],
    ]) {
      const whole = (await call(patientApi.list, { as: admin, query: { q, limit: 200 } })).body.items
      expect(whole.length, q).toBeGreaterThan(15)
      const seen: string[] = []
      for (let cursor: string | undefined; seen.length < whole.length;) {
        const page = (await call(patientApi.list, { as: admin, query: { q, limit: 9, cursor } })).body
        seen.push(...page.items.map((item) => item.id))
        cursor = page.nextCursor ?? undefined
        if (!cursor) break
      }
      expect(seen.slice(0, whole.length), q).toEqual(whole.map((item) => item.id))
      expect(new Set(seen).size, q).toBe(seen.length)
    }
  })

  it('shows everybody once, however many of their words fit', async () => {
    const word = `y${letters()}w`
    await call(patientApi.create, {
      as: admin,
      body: details({ firstName: `${word}a ${word}b`, lastName: `x${word}c` }),
    })
    for (const q of [word, `${word} ${word}`, word.slice(0, 2)]) {
      const found = (await call(patientApi.list, { as: admin, query: { q, limit: 200 } })).body.items
      expect(found.filter((item) => item.lastName === `x${word}c`)).toHaveLength(1)
    }
  })

  it('finds somebody of many words by any two of the longest', async () => {
    const words = Array.from({ length: 28 }, (_, i) => `${letters().slice(0, 2)}${String.fromCharCode(97 + (i % 26))}`)
    const last = `${letters()}vwz`
    const made = await call(patientApi.create, {
      as: admin,
      body: details({
        firstName: `${words.slice(0, 24).join(' ')}`,
        lastName: `${words.slice(24).join(' ')} ${last} ${last}ov`,
      }),
    })
    expect(made.status).toBe(201)
    const { items } = (await call(patientApi.list, { as: admin, query: { q: `${last}ov ${last}` } })).body
    expect(items.map(({ id }) => id)).toEqual([made.body.id])
    const pairs = await look('SELECT FROM patient_word_pairs WHERE patient_id = $1', [made.body.id])
    expect(pairs.length).toBeLessThanOrEqual(24 * 23)
  })

  it('finds a name that was changed, and the old one no more', async () => {
    const [before, after] = [`w${letters()}uv`, `u${letters()}wv`]
    const made = (await call(patientApi.create, { as: admin, body: details({ lastName: before }) })).body
    await call(patientApi.update, { as: admin, params: { id: made.id }, body: { lastName: after } })
    const ids = async (q: string) =>
      (await call(patientApi.list, { as: admin, query: { q } })).body.items.map((item) => item.id)
    for (const more of ['', ` ${made.firstName}`]) {
      expect(await ids(after + more)).toContain(made.id)
      expect(await ids(before + more)).not.toContain(made.id)
    }
    expect(
      await look('SELECT FROM patient_word_pairs WHERE patient_id = $1 AND $2 IN (word, beside)', [made.id, before]),
    ).toEqual([])
  })

  it('takes a medical record number, a birth date, and a phone number at the front desk only', async () => {
    const phone = `+1 555 ${Math.floor(Math.random() * 9e6 + 1e6)}`
    const made = (await call(patientApi.create, { as: admin, body: details({ phone, dateOfBirth: '1931-07-09' }) }))
      .body
    const ids = async (q: string, as: Person = admin) =>
      (await call(patientApi.list, { as, query: { q } })).body.items.map((item) => item.id)
    expect(await ids(made.mrn.toLowerCase())).toEqual([made.id])
    expect(await ids('1931-07-09')).toContain(made.id)
    expect(await ids(phone.replaceAll(' ', '-'))).toEqual([made.id])
    expect(await ids(phone, drRao)).toEqual([])
  })

  it('pages through everybody once, in order', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const reply = await call(patientApi.list, { as: admin, query: { q: tag, limit: 2, cursor } })
      seen.push(...reply.body.items.map((item) => item.firstName))
      cursor = reply.body.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(['Anna', 'Bjørn', 'José', 'Łukasz', 'Mary'].sort((a, b) => seen.indexOf(a) - seen.indexOf(b)))
    expect(seen).toHaveLength(5)
    expect((await call(patientApi.list, { as: admin, query: { cursor: 'nonsense' } })).status).toBe(422)
  })

  it('shows a patient nobody but themself, and is closed to strangers', async () => {
    const reply = await call(patientApi.list, { as: patient })
    expect(reply.body.items.map((item) => item.id)).toEqual([patient.patientId])
    expect((await call(patientApi.list, { as: patient, query: { q: tag } })).body.items).toEqual([])
    expect((await call(patientApi.list)).status).toBe(401)
  })

  it('warns of somebody with the same name and birth date', async () => {
    const body = details({ firstName: 'Mary Ann', lastName: `${tag} Smith`, dateOfBirth: '1950-01-31' })
    const made = (await call(patientApi.create, { as: admin, body })).body
    const query = { firstName: 'ann', lastName: `mary smith ${tag}`, dateOfBirth: '1950-01-31' }
    expect((await call(patientApi.matches, { as: admin, query })).body.items.map((item) => item.id)).toEqual([made.id])
    expect((await call(patientApi.matches, { as: drRao, query })).status).toBe(403)
    expect((await call(patientApi.matches, { query })).status).toBe(401)
    expect((await call(patientApi.matches, { as: admin, query: { ...query, dateOfBirth: 'x' } })).status).toBe(422)
  })
})
