export { book } from './book.ts'
export { get, list } from './read.ts'
export { cancel, checkIn, complete, noShow } from './transitions.ts'
export { update } from './update.ts'
