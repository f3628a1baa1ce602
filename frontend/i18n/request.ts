import { getRequestConfig } from 'next-intl/server'
import { everyText } from '../messages/en/all.ts'

/** One language so far; further ones are further folders beside `messages/en`. */
export default getRequestConfig(async () => ({ locale: 'en', timeZone: 'UTC', messages: everyText }))
