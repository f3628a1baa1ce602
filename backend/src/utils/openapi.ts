import { z } from 'zod'
import { api } from '@hms/contract'
import { ProblemBody } from '@hms/contract/common'
import type { EndpointSpec } from '@hms/contract/endpoint'
import { ACCESS_COOKIE, REFRESH_COOKIE } from './cookies.ts'
import { operationOf, schemaKeys, type Operation } from './openapiOperation.ts'
import { problemExamples, problemsOf } from './openapiProblems.ts'
import { convertSchemas, type SchemaSet } from './openapiSchemas.ts'

type Domain = keyof typeof api

const tags: Record<Domain, string> = {
  access: 'Who may open a record: emergencies, assignments, restrictions, and why',
  auth: 'Sign-up, sign-in and sessions',
  factors: 'Second factors and fresh proofs',
  lock: 'Locked sessions: how long a session stays open, and opening it again',
  oidc: 'Sign-in through an OpenID Provider, for staff',
  users: 'Accounts, for administrators',
  doctors: 'Doctors, their availability and free slots',
  patients: 'Patients and their records',
  appointments: 'Booking, moving and attending appointments',
  visitTypes: 'Kinds of visit with length and price',
  billing: 'Bills, payments and receipts',
  reports: 'Figures over time',
  messages: 'The outbox: what was sent to whom',
  notifications: 'What the signed-in person is told',
  settings: 'How this hospital works',
  retention: 'How long what is kept, and what would go',
  setup: 'The first administrator of a new hospital',
  audit: 'Who did what to which record',
  accessLog: 'Who opened a record, for the patient',
  notices: 'What the hospital tells patients about their data',
  consents: 'What patients permit and deny, and which notice they have taken note of',
  dataRights: 'Copies of all that is known of a patient, erasure and legal holds',
  amendments: 'What patients ask to have put right in their record',
  privacyCases: 'Questions of who opened a record',
  alerts: 'What is looked for in the audit log',
  backups: 'When backups were made, and what became of them',
  keys: 'Which keys seal what, and their rotation',
  health: 'State of the service, and this description',
}

const description = `The API of a hospital management system.

**Signing in.** Browsers hold httpOnly cookies; scripts send the \`accessToken\` of the sign-in as \`Authorization: Bearer\`.
A browser that changes something with its cookies also has to send \`X-HMS-Request: 1\`, which only this site's pages can.
What a role reaches beyond the permission of an operation is settled row by row: what you may not see is answered like
what does not exist.

**Fresh proofs.** Some operations answer 403 \`step-up-required\` until \`POST /api/auth/step-up\` was passed within ten
minutes.

**Idle sessions** lock: everything but signing out answers 401 \`session-locked\` until \`POST /api/auth/unlock\`. Requests do
not keep a session awake, \`POST /api/auth/activity\` does.

**Lists** come in pages: pass \`nextCursor\` as \`cursor\` until it is null.

**Times** are ISO 8601 with an offset.

**Money** is a decimal string with a currency.

**Repeating safely.** Operations that take \`Idempotency-Key\` answer a repeated request with the first one's reply.

**Errors** are \`application/problem+json\` (RFC 9457). A path of this API that is called with another method answers
405 \`method-not-allowed\`; one that does not exist 404 \`not-found\`.`

/** Every operation with its domain and its name in it, in the order of the contract. */
function operations(): Operation[] {
  return Object.entries(api).flatMap(([domain, specs]) =>
    Object.entries(specs as Record<string, EndpointSpec>).map(([verb, spec]) => ({ domain, verb, spec })),
  )
}

function collectSchemas(all: Operation[]): SchemaSet {
  const schemas: SchemaSet = { input: {}, output: { problem: ProblemBody } }
  for (const operation of all) {
    const { spec } = operation
    const keys = schemaKeys(operation)
    if (spec.params) schemas.input[keys.params] = spec.params
    if (spec.query) schemas.input[keys.query] = spec.query
    // An optional body is told by `requestBody.required`; its schema is the one within.
    if (spec.body)
      schemas.input[keys.body] = spec.body instanceof z.ZodOptional ? (spec.body.unwrap() as z.ZodType) : spec.body
    if (spec.response) schemas.output[keys.response] = spec.response
  }
  return schemas
}

/** The OpenAPI 3.1 document of the contract. */
export function buildOpenApi() {
  const all = operations()
  const schemas = convertSchemas(collectSchemas(all))
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of all) {
    const path = operation.spec.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.spec.method]: operationOf(operation, schemas) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'HMS',
      version: '1',
      description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api', description: 'Where this document came from' }],
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    security: [{ bearer: [] }, { cookie: [] }],
    paths,
    components: {
      schemas: schemas.components,
      examples: problemExamples(all.flatMap(({ spec }) => problemsOf(spec))),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'The access token, for scripts' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: ACCESS_COOKIE,
          description: 'The access token, for browsers: set at sign-in, httpOnly',
        },
        refreshCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: REFRESH_COOKIE,
          description: 'Traded for a new access token: set at sign-in, httpOnly',
        },
      },
    },
  }
}

let text: string | undefined

/** The document as JSON, built on the first call. */
export function openApiJson(): string {
  text ??= JSON.stringify(buildOpenApi())
  return text
}
