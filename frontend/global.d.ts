import type { everyText } from './messages/en/all.ts'

declare module 'next-intl' {
  interface AppConfig {
    Locale: 'en'
    Messages: typeof everyText
  }
}
