// @covers ASVS-13.4.3
import { createConfig, lintFromString } from '@redocly/openapi-core'
import express from 'express'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { api } from '@hms/contract'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { apiDocsRouter } from '../src/utils/apiDocs.ts'
import { ACCESS_COOKIE, REFRESH_COOKIE } from '../src/utils/cookies.ts'
import { buildOpenApi, openApiJson } from '../src/utils/openapi.ts'

const document = buildOpenApi()
const components = document.components.schemas as Record<string, any>
const operation = (path: string, method: string) => document.paths[path]?.[method] as any

describe('the OpenAPI document', () => {
  const lint = async (source: string) => {
    const config = await createConfig({
      extends: ['recommended'],
      // OpenAPI prefers a concrete path to a templated one, so `/doctors/specializations` beside `/doctors/{id}` is clear.
      // What only ever leads on has no success of its own to describe; that everything else has one is looked at below.
      rules: { 'no-ambiguous-paths': 'off', 'operation-2xx-response': 'off' },
    })
    const found = await lintFromString({ source, config })
    return found.map(({ ruleId, message, location }) => ({ ruleId, message, at: location[0]?.pointer }))
  }

  it('has nothing that a public linter complains about', async () => {
    expect(await lint(openApiJson())).toEqual([])
    expect(await lint(openApiJson().replaceAll('"summary"', '"sumary"'))).not.toEqual([])
  })

  it('describes a success of every operation, or where it leads', () => {
    for (const spec of Object.values(api).flatMap((domain) => Object.values<EndpointSpec>(domain))) {
      const { responses } = operation(spec.path.replace(/:(\w+)/g, '{$1}'), spec.method)
      const successes = Object.keys(responses).filter((status) => /^[23]/.test(status))
      expect(successes).toEqual([expect.stringMatching(spec.reply === 'redirect' ? /^303$/ : /^2\d\d$/)])
      if (spec.reply === 'redirect') expect(responses['303'].headers).toHaveProperty('Location')
    }
  })

  it('describes every operation of the contract under a name of its own', () => {
    const expected = Object.entries(api).flatMap(([domain, specs]) =>
      Object.keys(specs).map((verb) => domain + verb[0]?.toUpperCase() + verb.slice(1)),
    )
    const described = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((described) => (described as { operationId: string }).operationId),
    )
    expect([...described].sort()).toEqual([...expected].sort())
  })

  it('puts path, query and body where the contract has them', () => {
    const slots = operation('/doctors/{id}/slots', 'get')
    expect(slots.parameters.map((each: any) => [each.in, each.name, each.required])).toEqual([
      ['path', 'id', true],
      ['query', 'from', true],
      ['query', 'to', true],
      ['query', 'visitTypeId', false],
      ['query', 'durationMinutes', false],
    ])
    const book = operation('/appointments', 'post')
    expect(book.requestBody.required).toBe(true)
    expect(book.requestBody.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/BookAppointment',
    })
    expect(book.parameters.map((each: any) => each.name)).toEqual(['Idempotency-Key'])
    expect(book.responses['201'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/Appointment',
    })
    expect(operation('/appointments/{id}/cancel', 'post').requestBody.required).toBe(false)
  })

  it('tells a schema apart that differs between request and reply', () => {
    expect(components.MedicalHistory.required).toEqual(['allergies', 'conditions', 'medications'])
    expect(components.MedicalHistoryInput.required).toBeUndefined()
    expect(JSON.stringify(components.CreatePatient)).toContain('#/components/schemas/MedicalHistoryInput"')
    expect(JSON.stringify(components.Patient)).toContain('#/components/schemas/MedicalHistory"')
    expect(components.AddressInput).toBeUndefined()
    expect(components.CreateUser.properties.email).toMatchObject({ type: 'string', format: 'email' })
  })

  it('lists the problems that each operation can answer with', () => {
    const book = operation('/appointments', 'post').responses
    const codes = (status: string) => Object.keys(book[status].content['application/problem+json'].examples)
    expect(codes('409')).toEqual([
      'patient-erased',
      'slot-taken',
      'patient-busy',
      'idempotency-in-progress',
      'reply-erased',
    ])
    expect(codes('401')).toEqual(['not-signed-in', 'session-ended', 'session-locked'])
    expect(Object.keys(book).sort()).toEqual(
      ['201', '400', '401', '403', '404', '409', '413', '415', '422', '429', '500', '503'].sort(),
    )
    for (const specs of Object.values(api))
      for (const spec of Object.values(specs) as EndpointSpec[]) {
        const { responses } = operation(spec.path.replace(/:(\w+)/g, '{$1}'), spec.method)
        for (const code of spec.problems ?? [])
          expect(JSON.stringify(responses)).toContain(`#/components/examples/${code}"`)
      }
  })

  it('names replies that are not JSON by their media type', () => {
    const content = (path: string) => Object.keys(operation(path, 'get').responses['200'].content)
    expect(content('/notifications/stream')).toEqual(['text/event-stream'])
    expect(content('/openapi.json')).toEqual(['application/json'])
    expect(content('/docs')).toEqual(['text/html'])
    expect(operation('/auth/lock', 'post').responses['204'].content).toBeUndefined()
  })

  it('asks for a sign-in where the permission table does', () => {
    expect(document.security).toEqual([{ bearer: [] }, { cookie: [] }])
    const { cookie, refreshCookie } = document.components.securitySchemes
    expect([cookie.name, refreshCookie.name]).toEqual([ACCESS_COOKIE, REFRESH_COOKIE])
    expect(operation('/auth/login', 'post').security).toEqual([])
    expect(operation('/patients', 'get').security).toBeUndefined()
    expect(operation('/patients/{id}', 'get').description).toBe(
      'Needs `patient:read`: patient (own), doctor (care), admin (all), receptionist (all), nurse (care), billing (all), privacy_officer (directory).',
    )
  })
})

describe('the pages about the API', () => {
  const app = express().use('/api', apiDocsRouter())

  it('serve the document', async () => {
    const reply = await request(app)
      .get('/api/openapi.json')
      .expect(200)
      .expect('Content-Type', /application\/json/)
    expect(reply.body.openapi).toBe('3.1.1')
  })

  it('serve everything from this server, without an inline script', async () => {
    const page = await request(app).get('/api/docs').expect(200).expect('Content-Type', /html/)
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] as string)
    expect(addresses.length).toBe(5)
    for (const address of addresses) {
      expect(address).toMatch(/^\/api\/docs\/[\w.-]+$/)
      await request(app).get(address).expect(200)
    }
    expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)/)
    expect(page.text).not.toMatch(/\son\w+=/)
  })

  it('serve nothing else of the package', async () => {
    await request(app).get('/api/docs/package.json').expect(404)
    await request(app).get('/api/docs/swagger-initializer.js').expect(404)
  })
})
