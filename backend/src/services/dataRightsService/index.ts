export { ask, certificate, certificates, decide, list, perform, withdraw } from './erasure.ts'
export { sendCopy } from './export.ts'
export { hold, lift, list as holds } from './holds.ts'
