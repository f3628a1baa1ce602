import type { billingApi } from '@hms/contract/billing'
import * as billingService from '../services/billingService/index.ts'
import type { Handler } from '../utils/http.ts'

type Api = typeof billingApi

export const list: Handler<Api['list']> = (ctx, { query }) => billingService.list(ctx, query)

export const create: Handler<Api['create']> = (ctx, { body }) => billingService.create(ctx, body)

export const get: Handler<Api['get']> = (ctx, { params }) => billingService.get(ctx, params.id)

export const pay: Handler<Api['pay']> = (ctx, { params, body }) => billingService.pay(ctx, params.id, body)

export const receipt: Handler<Api['receipt']> = (ctx, { params }) => billingService.receipt(ctx, params.id)

export const voidBill: Handler<Api['void']> = (ctx, { params, body }) =>
  billingService.voidBill(ctx, params.id, body.reason)

export const paymentProviders: Handler<Api['paymentProviders']> = (ctx) => billingService.paymentProviders(ctx)

export const stripeWebhook: Handler<Api['stripeWebhook']> = (ctx, _input, { req }) =>
  billingService.receiveStripeEvent(ctx, req.body, req.get('stripe-signature'))
