import { z } from 'zod'
import { Id, IdParams, Money, MoneyInput, text } from './common.ts'
import { endpoint } from './endpoint.ts'

/** A kind of visit with its length and price. */
export const VisitType = z
  .strictObject({
    id: Id,
    name: z.string(),
    durationMinutes: z.int(),
    bufferBeforeMinutes: z.int(),
    bufferAfterMinutes: z.int(),
    price: Money,
    active: z.boolean(),
  })
  .meta({ id: 'VisitType' })
export type VisitType = z.infer<typeof VisitType>

const fields = {
  name: text(100),
  durationMinutes: z.int().min(5).max(480),
  bufferBeforeMinutes: z.int().min(0).max(120),
  bufferAfterMinutes: z.int().min(0).max(120),
  price: MoneyInput,
  active: z.boolean(),
}

export const CreateVisitType = z
  .strictObject({
    ...fields,
    bufferBeforeMinutes: fields.bufferBeforeMinutes.default(0),
    bufferAfterMinutes: fields.bufferAfterMinutes.default(0),
    active: fields.active.default(true),
  })
  .meta({ id: 'CreateVisitType' })
export type CreateVisitType = z.infer<typeof CreateVisitType>

export const UpdateVisitType = z.strictObject(fields).partial().meta({ id: 'UpdateVisitType' })
export type UpdateVisitType = z.infer<typeof UpdateVisitType>

export const visitTypeApi = {
  list: endpoint({
    method: 'get',
    path: '/visit-types',
    permission: 'visit-type:read',
    summary: 'Kinds of visit',
    response: z.strictObject({ items: z.array(VisitType) }),
  }),
  create: endpoint({
    method: 'post',
    path: '/visit-types',
    permission: 'visit-type:write',
    summary: 'Add a kind of visit',
    body: CreateVisitType,
    response: VisitType,
    status: 201,
    problems: ['name-taken'],
  }),
  update: endpoint({
    method: 'patch',
    path: '/visit-types/:id',
    permission: 'visit-type:write',
    summary: 'Edit a kind of visit; bills already raised keep their price',
    params: IdParams,
    body: UpdateVisitType,
    response: VisitType,
    problems: ['name-taken', 'not-found'],
  }),
}
