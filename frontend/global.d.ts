import type { messages } from './messages/en/index.ts'
import type access from './messages/en/access.json'
import type factors from './messages/en/factors.json'

declare module 'next-intl' {
  interface AppConfig {
    Locale: 'en'
    /** Texts of second factors and of access come with their screens, see `FactorTexts` and `withAccessTexts`. */
    Messages: typeof messages & { factors: typeof factors; access: typeof access }
  }
}
