// `npm run keys:new`: one entry for HMS_KEYS. To rotate, put it first and keep the old ones behind it.
import { newKey } from './lib/newKey.mjs'

console.log(newKey())
