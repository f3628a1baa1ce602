import type { UserContext } from './context.ts'
import { invalidField } from './problem.ts'

/**
 * How a patient said something: online on the own screen, or so as whoever of the staff writes it down says.
 * @throws Problem `invalid` at `/way` where patients name one, or staff do not
 */
export function wayOf<Way extends string>({ identity }: UserContext, way: Way | null | undefined): Way | 'online' {
  if ((identity.role === 'patient') === Boolean(way))
    throw invalidField('/way', way ? 'For what staff write down' : 'Say how the patient told you')
  return way ?? 'online'
}
