/** Cents as the decimal that the database takes. */
export function decimal(cents: number): string {
  return (cents / 100).toFixed(2)
}
