import type { WriteTx } from '../../config/database.ts'
import * as Bill from '../../models/Bill.ts'
import type * as BillLine from '../../models/BillLine.ts'
import type { Settings } from '@hms/contract/settings'
import type { Context } from '../../utils/context.ts'
import { newId } from '../../utils/id.ts'
import { addDays, today } from '../../utils/time.ts'
import { postMessage } from '../messageService/post.ts'

export interface BillToIssue {
  patientId: string
  appointmentId: string | null
  description: string
  lines: readonly BillLine.NewLine[]
  /** Left out: the hospital's payment term after today. */
  dueDate?: string | undefined
}

type Issued = Omit<Bill.BillRow, 'patient'> & { lines: BillLine.LineRow[] }

/** Gives a bill its number and dates, stores it and tells the patient. Days and currency are the hospital's. */
export async function issue(
  tx: WriteTx,
  ctx: Context,
  { timeZone, currency, paymentTermDays }: Settings,
  bill: BillToIssue,
): Promise<Issued> {
  const id = newId()
  const issueDate = today(ctx.now, timeZone)
  const dated = { ...bill, currency, issueDate, dueDate: bill.dueDate ?? addDays(issueDate, paymentTermDays) }
  const { figures, lines } = await Bill.insert(tx, id, dated)
  postMessage(tx, {
    kind: 'bill-issued',
    receiver: { patientId: bill.patientId },
    occurrence: id,
    version: 1,
    link: `/billing/${id}`,
  })
  return { id, ...dated, ...figures, voidReason: null, lines }
}
