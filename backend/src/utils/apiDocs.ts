import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { OWN_PAGES_HEADER } from '@hms/contract/ownPages'
import { Router } from 'express'
import { openApiJson } from './openapi.ts'

const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const served = ['swagger-ui.css', 'swagger-ui-bundle.js', 'index.css', 'favicon-32x32.png']

/** A page without inline scripts, so that a strict Content-Security-Policy lets it work. */
const page = (base: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>HMS API</title>
    <link rel="stylesheet" href="${base}/swagger-ui.css">
    <link rel="stylesheet" href="${base}/index.css">
    <link rel="icon" type="image/png" href="${base}/favicon-32x32.png">
  </head>
  <body>
    <main id="api"></main>
    <script src="${base}/swagger-ui-bundle.js"></script>
    <script src="${base}/start.js"></script>
  </body>
</html>
`

const start = `SwaggerUIBundle({
  url: new URL('../openapi.json', document.currentScript.src).href,
  dom_id: '#api',
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  requestInterceptor: (request) => {
    request.headers['${OWN_PAGES_HEADER}'] = '1'
    return request
  },
})
`

/** The page that shows what the API can do brings scripts and styles of its own, all of them in files. */
const documentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Serves the OpenAPI document at `/openapi.json` and a page to read it at `/docs`. */
export function apiDocsRouter(): Router {
  const router = Router()
  router.get('/openapi.json', (_request, response) => {
    response.type('application/json').send(openApiJson())
  })
  router.get('/docs', (request, response) => {
    response.setHeader('Content-Security-Policy', documentPolicy)
    response.type('html').send(page(`${request.baseUrl}/docs`))
  })
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(start)
  })
  for (const name of served) {
    router.get(`/docs/${name}`, (_request, response) => response.sendFile(name, { root: assets, maxAge: '1d' }))
  }
  return router
}
