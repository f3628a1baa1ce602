import type { messages } from './messages/en/index.ts'
import type factors from './messages/en/factors.json'

declare module 'next-intl' {
  interface AppConfig {
    Locale: 'en'
    /** Texts of second factors come with their screens, see `FactorTexts`. */
    Messages: typeof messages & { factors: typeof factors }
  }
}
