import { readFileSync } from 'node:fs'
import { observeDatabase } from '../../config/databaseObserver.ts'
import { observe } from '../../utils/observer.ts'
import { databaseGauges } from './databaseGauges.ts'
import { databaseInstruments, requestInstruments, workInstruments } from './instruments.ts'

export interface Metrics {
  contentType: string
  /** All metrics of this process in Prometheus' text format. */
  render(): Promise<string>
}

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/**
 * Begins to measure. The library is loaded only here: a process that nobody scrapes spends no memory on it. Labels are
 * patterns, tasks and codes; nothing that names a person or a record is ever one.
 */
export async function startMetrics(): Promise<Metrics> {
  const prom = await import('prom-client')
  const registry = new prom.Registry()
  prom.collectDefaultMetrics({ register: registry })
  new prom.Gauge({
    name: 'hms_build_info',
    help: 'The running version',
    labelNames: ['version', 'node'],
    registers: [registry],
  }).set({ version, node: process.versions.node }, 1)
  observe({ ...requestInstruments(prom, registry), ...workInstruments(prom, registry) })
  observeDatabase(databaseInstruments(prom, registry))
  const refresh = databaseGauges(prom, registry)
  return {
    contentType: registry.contentType,
    async render() {
      await refresh()
      return registry.metrics()
    },
  }
}
