export { list } from './list.ts'
export { retry } from './retry.ts'
