import { createHash } from 'node:crypto'
import type { PatientExportQuery } from '@hms/contract/dataRights'
import type { UserContext } from '../../utils/context.ts'
import { toFhirBundle } from '../../utils/fhirPatient.ts'
import type { Exchange } from '../../utils/http.ts'
import { collect, type PatientCopy } from './collect.ts'

interface Format {
  contentType: string
  extension: string
  document(copy: PatientCopy): unknown
}

const formats: Record<PatientExportQuery['format'], Format> = {
  json: {
    contentType: 'application/json; charset=utf-8',
    extension: 'json',
    document: ({ patientId, ...copy }) => ({
      format: 'hms-patient-copy/1',
      law: 'GDPR, articles 15 and 20',
      patient: patientId,
      ...copy,
    }),
  },
  fhir: {
    contentType: 'application/fhir+json; charset=utf-8; fhirVersion=4.0',
    extension: 'fhir.json',
    document: toFhirBundle,
  },
}

/**
 * Everything about a patient as one file, with its SHA-256 beside it (RFC 9530). It is put together before the first byte
 * leaves, which its hash takes; how many rows there may be is bounded.
 */
export async function sendCopy(
  ctx: UserContext,
  patientId: string,
  { format: name }: PatientExportQuery,
  { req, res }: Exchange,
): Promise<undefined> {
  const format = formats[name]
  const copy = await collect(ctx, patientId, name)
  const document = Buffer.from(`${JSON.stringify(format.document(copy), null, 2)}\n`)
  const digest = createHash('sha256').update(document).digest('base64')
  res.status(200).setHeader('Content-Type', format.contentType)
  res.setHeader('Content-Disposition', `attachment; filename="my-data-${copy.madeAt.slice(0, 10)}.${format.extension}"`)
  res.setHeader('Content-Length', document.length)
  res.setHeader('Repr-Digest', `sha-256=:${digest}:`)
  res.setHeader('Cache-Control', 'no-store')
  res.end(req.method === 'HEAD' ? undefined : document)
  return undefined
}
