import { z } from 'zod'
import { endpoint } from './endpoint.ts'

export const healthApi = {
  health: endpoint({
    method: 'get',
    path: '/health',
    permission: 'public',
    summary: 'The process is alive',
    response: z.strictObject({ status: z.literal('ok') }),
  }),
  ready: endpoint({
    method: 'get',
    path: '/ready',
    permission: 'public',
    summary: 'Requests can be served: the database answers, is migrated and opens with our keys',
    response: z.strictObject({ status: z.literal('ready') }),
    problems: ['unavailable'],
  }),
  openapi: endpoint({
    method: 'get',
    path: '/openapi.json',
    permission: 'public',
    summary: 'This description',
    reply: 'document',
  }),
  docs: endpoint({
    method: 'get',
    path: '/docs',
    permission: 'public',
    summary: 'This description, to read',
    reply: 'document',
  }),
}
