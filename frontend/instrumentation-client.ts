import { reportFault } from './lib/faults/report.ts'

// Pages may not make code from text (docs/adr/0023-scripts-by-hash-and-by-nonce.md). Zod would try once whether it can,
// and every browser would report it.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })

/** What no page has caught. Next loads this file before anything else of ours, so it has to be small. */
window.addEventListener('error', ({ error }) => error && reportFault(error, 'page'))
window.addEventListener('unhandledrejection', ({ reason }) => reportFault(reason, 'promise'))
