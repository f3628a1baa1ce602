import access from './access.json'
import amendments from './amendments.json'
import audit from './audit.json'
import consents from './consents.json'
import dataRights from './dataRights.json'
import desk from './desk.json'
import factors from './factors.json'
import { messages } from './index.ts'
import keys from './keys.json'
import lock from './lock.json'
import oidc from './oidc.json'
import privacy from './privacy.json'
import retention from './retention.json'
import settings from './settings.json'

/** Every text, for the server and for tests. What is not in `messages` comes with its screens: see `withTexts`. */
export const everyText = {
  ...messages,
  access,
  amendments,
  audit,
  consents,
  dataRights,
  desk,
  factors,
  keys,
  lock,
  oidc,
  privacy,
  retention,
  settings,
}
