import { consentApi, noticeApi } from '@hms/contract/consents'
import type { Router } from 'express'
import * as controller from '../controllers/consentController.ts'
import { bind } from './bind.ts'

export function consentRoutes(router: Router): void {
  bind(router, noticeApi.current, controller.currentNotice)
  bind(router, noticeApi.list, controller.notices)
  bind(router, noticeApi.draft, controller.draft)
  bind(router, noticeApi.saveDraft, controller.saveDraft)
  bind(router, noticeApi.publish, controller.publish)
  bind(router, consentApi.get, controller.get)
  bind(router, consentApi.record, controller.record)
  bind(router, consentApi.acknowledge, controller.acknowledge)
}
