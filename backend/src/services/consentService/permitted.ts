import { type ConsentPurpose, consentPurposes } from '@hms/contract/consents'
import type { ReadTx, WriteTx } from '../../config/database.ts'
import * as Consent from '../../models/Consent.ts'

/** Whether a patient permits something at this moment: what was said last, or what holds until something is said. */
export async function isPermitted(tx: ReadTx | WriteTx, patientId: string, purpose: ConsentPurpose): Promise<boolean> {
  const said = await Consent.provisionOf(tx, patientId, purpose)
  return (said ?? consentPurposes[purpose].unlessTold) === 'permit'
}
