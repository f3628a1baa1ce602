import { billingApi } from '@hms/contract/billing'
import express, { type Router } from 'express'
import * as controller from '../controllers/billingController.ts'
import { bind } from './bind.ts'

export function billingRoutes(router: Router): void {
  bind(router, billingApi.list, controller.list)
  bind(router, billingApi.create, controller.create)
  bind(router, billingApi.get, controller.get)
  bind(router, billingApi.pay, controller.pay)
  bind(router, billingApi.receipt, controller.receipt)
  bind(router, billingApi.void, controller.voidBill)
  bind(router, billingApi.paymentProviders, controller.paymentProviders)
  // Stripe signs the bytes as they were sent.
  router.post(billingApi.stripeWebhook.path, express.raw({ type: '*/*', limit: '1mb' }))
  bind(router, billingApi.stripeWebhook, controller.stripeWebhook)
}
