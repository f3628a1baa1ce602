import type { WriteTx } from '../../config/database.ts'
import * as Bill from '../../models/Bill.ts'
import * as NumberSeries from '../../models/NumberSeries.ts'
import * as Settings from '../../models/Settings.ts'
import type { Context } from '../../utils/context.ts'
import { addDays, today } from '../../utils/time.ts'
import { postMessage } from '../messageService/post.ts'

export interface BillToIssue {
  patientId: string
  appointmentId: string | null
  description: string
  currency: string
  lines: readonly Bill.NewLine[]
  /** Left out: the hospital's payment term after today. */
  dueDate?: string | undefined
}

/** Gives a bill its number and dates, stores it and tells the patient. Days are the hospital's. */
export async function issue(tx: WriteTx, ctx: Context, bill: BillToIssue): Promise<string> {
  const { timeZone, paymentTermDays } = await Settings.get(tx)
  const issueDate = today(ctx.now, timeZone)
  const id = await Bill.insert(tx, {
    ...bill,
    number: await NumberSeries.next(tx, 'INV', Number(issueDate.slice(0, 4))),
    issueDate,
    dueDate: bill.dueDate ?? addDays(issueDate, paymentTermDays),
  })
  postMessage(tx, {
    kind: 'bill-issued',
    receiver: { patientId: bill.patientId },
    occurrence: id,
    version: 1,
    link: `/billing/${id}`,
  })
  return id
}
