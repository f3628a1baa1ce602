import { keys } from '../config/runtime.ts'
import { newId } from './id.ts'

const bound = (userId: string, deviceId: string) => `${userId}|${deviceId}`

/** What a browser keeps to be known again at the next sign-in of the same person: `<user>.<device>.<MAC>`. */
export function deviceMark(userId: string): string {
  const deviceId = newId()
  return `${userId}.${deviceId}.${keys.mac('device', bound(userId, deviceId)).toString('base64url')}`
}

/** The device's id, when this person has signed in on it before; null for all others and for forgeries. */
export function knownDevice(mark: string | undefined, userId: string | undefined): string | null {
  const [owner, deviceId, mac] = (mark ?? '').split('.')
  if (!owner || !deviceId || !mac || owner !== userId) return null
  return keys.verifiesMac('device', bound(owner, deviceId), Buffer.from(mac, 'base64url')) ? deviceId : null
}
