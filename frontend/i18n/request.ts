import { getRequestConfig } from 'next-intl/server'
import { messages } from '../messages/en/index.ts'

/** One language so far; further ones are further folders beside `messages/en`. */
export default getRequestConfig(async () => ({ locale: 'en', timeZone: 'UTC', messages }))
