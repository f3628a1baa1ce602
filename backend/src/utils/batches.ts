/**
 * Works through what may be much, a transaction's worth at a time, until a batch is not full.
 * @param batch does up to `size` of it. @returns how many it did
 * @param rest taken between two batches
 * @returns how many there were
 */
export async function inBatches(
  size: number,
  batch: () => Promise<number>,
  rest: () => Promise<void> = async () => undefined,
): Promise<number> {
  for (let done = 0; ; await rest()) {
    const some = await batch()
    done += some
    if (some < size) return done
  }
}
