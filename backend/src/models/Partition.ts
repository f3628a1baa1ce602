import type { WriteTx } from '../config/database.ts'

/** Makes the coming parts of the tables that are parted by time. @returns how many were missing */
export async function makeComing(tx: WriteTx): Promise<number> {
  const row = await tx.one<{ made: number }>('SELECT hms_make_partitions() AS made')
  return row!.made
}

/** Lets visits that are long over compete for no time any more, some thousand at a time. @returns how many they were */
export async function freePastTimes(tx: WriteTx): Promise<number> {
  const row = await tx.one<{ freed: number }>('SELECT hms_free_past_times() AS freed')
  return row!.freed
}
