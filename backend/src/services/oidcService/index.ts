export { start, stepUp } from './begin.ts'
export { callback } from './callback.ts'
export { identities, identitiesOf, provider, unlink, unlinkAll } from './identities.ts'
export { signedOut, signOut } from './signOut.ts'
