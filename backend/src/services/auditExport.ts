import { once as eventOnce } from 'node:events'
import type { AuditEvent, AuditExportQuery } from '@hms/contract/audit'
import type { UserContext } from '../utils/context.ts'
import { csvLine } from '../utils/csv.ts'
import { toFhirAuditEvent } from '../utils/fhirAuditEvent.ts'
import type { Exchange } from '../utils/http.ts'
import { exported } from './auditService.ts'

interface Format {
  contentType: string
  extension: string
  head: string
  /** Between two entries. */
  between: string
  tail: string
  entry(event: AuditEvent): string
}

const columns: Record<string, (event: AuditEvent) => string | number | null> = {
  recorded: (event) => event.recorded,
  entry: (event) => event.seq,
  action: (event) => event.action,
  operation: (event) => event.operation,
  outcome: (event) => event.outcome,
  actorId: (event) => event.actor.id,
  actorName: (event) => event.actor.name,
  actorRole: (event) => event.actor.role,
  purpose: (event) => event.purpose,
  reason: (event) => event.reason,
  resourceType: (event) => event.resource.type,
  resourceId: (event) => event.resource.id,
  resourceVersion: (event) => event.resource.version,
  patientIds: (event) => event.patientIds.join(' '),
  patientName: (event) => event.patientName,
  changedFields: (event) => event.changedFields.join(' '),
  sessionId: (event) => event.sessionId,
  requestId: (event) => event.requestId,
  clientAddress: (event) => event.clientAddress,
  id: (event) => event.id,
}

const formats: Record<AuditExportQuery['format'], Format> = {
  csv: {
    contentType: 'text/csv; charset=utf-8; header=present',
    extension: 'csv',
    // The mark makes spreadsheets read it as UTF-8.
    head: `\uFEFF${csvLine(Object.keys(columns))}`,
    between: '',
    tail: '',
    entry: (event) => csvLine(Object.values(columns).map((column) => column(event))),
  },
  json: {
    contentType: 'application/json; charset=utf-8',
    extension: 'json',
    head: '[\n',
    between: ',\n',
    tail: '\n]\n',
    entry: (event) => JSON.stringify(event),
  },
  fhir: {
    contentType: 'application/fhir+json; charset=utf-8',
    extension: 'fhir.json',
    head: '{"resourceType":"Bundle","type":"collection","entry":[\n',
    between: ',\n',
    tail: '\n]}\n',
    entry: (event) => JSON.stringify({ fullUrl: `urn:uuid:${event.id}`, resource: toFhirAuditEvent(event) }),
  },
  'fhir-ndjson': {
    contentType: 'application/fhir+ndjson; charset=utf-8',
    extension: 'ndjson',
    head: '',
    between: '\n',
    tail: '\n',
    entry: (event) => JSON.stringify(toFhirAuditEvent(event)),
  },
}

/** Writes the log as a file, as fast as the reader takes it. A refusal comes before the first byte. */
export async function sendExport(
  ctx: UserContext,
  { format: name, ...filter }: AuditExportQuery,
  { req, res }: Exchange,
): Promise<undefined> {
  const format = formats[name]
  const steps = exported(ctx, filter, name)
  let step = await steps.next()
  const day = ctx.now.toString().slice(0, 10)
  res.status(200).setHeader('Content-Type', format.contentType)
  res.setHeader('Content-Disposition', `attachment; filename="hms-audit-${day}.${format.extension}"`)
  res.setHeader('Cache-Control', 'no-store')
  if (req.method === 'HEAD') return void res.end()
  try {
    let lead = format.head
    for (; !step.done && !res.destroyed; step = await steps.next()) {
      const text = step.value.map(format.entry).join(format.between)
      if (text === '') continue
      if (!res.write(lead + text)) await Promise.race([eventOnce(res, 'drain'), eventOnce(res, 'close')])
      lead = format.between
    }
    res.end((lead === format.head ? lead : '') + format.tail)
  } catch (error) {
    // Half a file has to look like one: the connection is cut, and no end comes.
    res.destroy()
    throw error
  }
  return undefined
}
