import { createHash, timingSafeEqual } from 'node:crypto'
import { type Request, Router } from 'express'
import type { Metrics } from '../services/metricsService/index.ts'
import { Problem } from '../utils/problem.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** @throws Problem `not-signed-in` unless the scraper sends the token */
function checkToken(req: Request, token: string): void {
  const given = /^Bearer (.+)$/i.exec(req.get('authorization') ?? '')?.[1] ?? ''
  if (!timingSafeEqual(digest(given), digest(token))) throw new Problem('not-signed-in')
}

/** Serves `/metrics` to whoever has the token; with none, to everybody who reaches this port. */
export function metricsRouter(metrics: Metrics, token: string | undefined): Router {
  const router = Router()
  router.get('/metrics', async (req, res) => {
    if (token !== undefined) checkToken(req, token)
    const text = await metrics.render()
    res.setHeader('Cache-Control', 'no-store')
    res.type(metrics.contentType).send(text)
  })
  return router
}
