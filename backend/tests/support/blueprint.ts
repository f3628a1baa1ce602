/**
 * What of Render's Blueprint render.yaml may say, after https://render.com/docs/blueprint-spec: the fields that HMS uses, each
 * with the values it may have, and none besides. Render's own schema has no licence under which it could stand here.
 */
import { z } from 'zod'

const name = z.string().min(1)
const key = z.string().regex(/^[A-Za-z_]\w*$/)

/** A group is the same for everybody: nothing in it is asked for, or taken from a service. */
const ofGroup = [
  z.strictObject({ key, value: z.union([z.string(), z.number(), z.boolean()]) }),
  z.strictObject({ key, generateValue: z.literal(true) }),
] as const

const service = { name, type: z.enum(['web', 'pserv', 'worker', 'cron', 'keyvalue']) }
const variable = z.union([
  ...ofGroup,
  z.strictObject({ key, sync: z.literal(false) }),
  z.strictObject({ key, fromService: z.strictObject({ ...service, envVarKey: key }) }),
  z.strictObject({
    key,
    fromService: z.strictObject({
      name,
      // Nothing else listens.
      type: z.enum(['web', 'pserv']),
      property: z.enum(['host', 'port', 'hostport']),
    }),
  }),
  z.strictObject({ fromGroup: name }),
])

const paid = ['starter', 'standard', 'pro', 'pro plus'] as const
const common = {
  name,
  runtime: z.literal('node'),
  region: z.enum(['oregon', 'ohio', 'virginia', 'frankfurt', 'singapore']),
  buildCommand: z.string().min(1),
  startCommand: z.string().min(1),
  autoDeployTrigger: z.enum(['commit', 'checksPass', 'off']).optional(),
  envVars: z.array(variable),
}
const running = {
  ...common,
  preDeployCommand: z.string().min(1).optional(),
  /** Seconds from SIGTERM to SIGKILL. */
  maxShutdownDelaySeconds: z.int().min(1).max(300).optional(),
}
const larger = [...paid, 'pro max', 'pro ultra'] as const

export const Blueprint = z.strictObject({
  services: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({
        ...running,
        type: z.literal('web'),
        plan: z.enum(['free', ...larger]),
        healthCheckPath: z.string().startsWith('/').optional(),
      }),
      z.strictObject({ ...running, type: z.literal('worker'), plan: z.enum(larger) }),
      z.strictObject({
        ...common,
        type: z.literal('cron'),
        plan: z.enum(paid),
        schedule: z.string().regex(/^[\d*,/-]+( [\d*,/-]+){4}$/),
      }),
    ]),
  ),
  envVarGroups: z.array(z.strictObject({ name, envVars: z.array(z.union(ofGroup)) })),
})
