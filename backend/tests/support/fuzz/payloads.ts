/** Texts that would change a statement if one were put together from what comes in. */
const heads = ["'", '"', "')", "'))", '`', "'::text", '$$', '\\', "\\'", '%27']
const tails = [
  ' OR 1=1--',
  ' OR true--',
  '; DROP TABLE users;--',
  '; SELECT pg_sleep(5);--',
  ' UNION SELECT NULL,NULL,NULL--',
  ' AND 1=CAST((SELECT version()) AS int)--',
]

/** Sixty: each way out of a text with each thing to do outside; by error, by truth, by union, by time, by a second statement. */
export const injections: string[] = heads.flatMap((head) => tails.map((tail) => `a${head}${tail}`))

/** Signs that a statement was changed, or that PostgreSQL's words came through. */
export const leak =
  /SQLSTATE|syntax error|unterminated|PostgreSQL \d|pg_catalog|relation "|column "|operator does not exist|invalid input syntax|at .+\.ts:\d|node_modules|prisma/i

/** Texts that make scripts run where they are put into a page as they are. */
export const operators: unknown[] = [
  { not: null },
  { startsWith: '' },
  { in: ['a'] },
  { AND: [] },
  ['a'],
  17,
  true,
  { $ne: 1 },
]
