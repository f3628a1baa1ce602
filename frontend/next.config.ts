import path from 'node:path'
import type { NextConfig } from 'next'
import createNextIntlPlugin from 'next-intl/plugin'

const repositoryRoot = path.join(import.meta.dirname, '..')

const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), browsing-topics=()' },
]

const config: NextConfig = {
  poweredByHeader: false,
  // For the image: a server with nothing but what it needs. Elsewhere `next start` and Vercel have their own ways.
  ...(process.env.HMS_STANDALONE === '1' && { output: 'standalone' as const }),
  reactStrictMode: true,
  transpilePackages: ['@hms/contract'],
  turbopack: { root: repositoryRoot },
  outputFileTracingRoot: repositoryRoot,
  devIndicators: false,
  experimental: {
    optimizePackageImports: ['radix-ui', 'lucide-react', 'motion'],
    // Memory at rest is worth more than the few milliseconds of a page's first view after a start.
    preloadEntriesOnStart: false,
  },
  async headers() {
    return [{ source: '/((?!api/).*)', headers: securityHeaders }]
  },
}

/** Messages are parsed at build, so that browsers need no parser for them. */
const withMessages = createNextIntlPlugin({
  requestConfig: './i18n/request.ts',
  experimental: { messages: { path: './messages/en', locales: ['en'], format: 'json', precompile: true } },
})

export default withMessages(config)
