import { forward } from '@/lib/server/proxy'

export const dynamic = 'force-dynamic'

const handle = (request: Request) => forward(request, process.env.API_URL ?? 'http://127.0.0.1:4000')

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
}
