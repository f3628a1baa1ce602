export { create } from './create.ts'
export { get, list, specializations } from './read.ts'
export { slots } from './slots.ts'
export { update } from './update.ts'
