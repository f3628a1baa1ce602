/** Records what a test counted for `npm run scorecard`; see scripts/lib/figures.mjs. */
export { figure } from '../../../scripts/lib/figures.mjs'
