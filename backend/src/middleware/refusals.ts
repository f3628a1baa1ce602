import type { EndpointSpec } from '@hms/contract/endpoint'
import { recordRefusal } from '../services/auditService.ts'
import type { Context } from '../utils/context.ts'

/** Does the work of an endpoint; when it is refused, leaves the trace that a refusal leaves. */
export async function recordingRefusals<T>(
  ctx: Context,
  endpoint: EndpointSpec,
  resourceId: unknown,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await recordRefusal(ctx, endpoint, resourceId, error)
    throw error
  }
}
