// `npm run keys:new`: one entry for HMS_KEYS. To rotate, put it first and keep the old ones behind it.
import { randomBytes } from 'node:crypto'

const day = new Date().toISOString().slice(0, 10).replaceAll('-', '')
console.log(`k${day}-${randomBytes(2).toString('hex')}:${randomBytes(32).toString('base64')}`)
