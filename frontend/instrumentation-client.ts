import { reportFault } from './lib/faults/report.ts'

/** What no page has caught. Next loads this file before anything else of ours, so it has to be small. */
window.addEventListener('error', ({ error }) => error && reportFault(error, 'page'))
window.addEventListener('unhandledrejection', ({ reason }) => reportFault(reason, 'promise'))
