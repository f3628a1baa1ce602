import pg from 'pg'

/** Looks at the database from behind, as superuser, never through the application. */
export const observer = new pg.Pool({ connectionString: process.env.DATABASE_SUPERUSER_URL, max: 3 })
observer.on('error', () => undefined)

/** The rows of a statement that only tests run. */
export async function look<T extends object = Record<string, unknown>>(
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  return (await observer.query(text, values)).rows as T[]
}
