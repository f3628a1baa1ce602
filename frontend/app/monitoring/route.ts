import { monitoring } from '@/lib/server/monitoring'

export const dynamic = 'force-dynamic'

/** Where browsers are to tell of errors; a DSN is no secret. */
export function GET() {
  return Response.json(monitoring(), { headers: { 'cache-control': 'private, max-age=300' } })
}
