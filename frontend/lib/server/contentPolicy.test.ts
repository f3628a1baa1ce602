import { contentPolicy, isMadeOnRequest, type PageHashes } from './contentPolicy'

const hashes: PageHashes = {
  pages: { '/': ['sha256-every', 'sha256-home'], '/patients': ['sha256-every', 'sha256-list'] },
  everywhere: ['sha256-every'],
  notFound: ['sha256-every', 'sha256-none'],
  onRequest: ['^/patients/([^/]+?)(?:/)?$'],
}
const directive = (policy: string, name: string) =>
  policy
    .split('; ')
    .find((each) => each.startsWith(`${name} `))
    ?.slice(name.length + 1)
const scripts = (pathname: string, nonce: string | null = null) =>
  directive(contentPolicy(hashes, pathname, nonce), 'script-src')

describe('the policy of a page', () => {
  it('lets one that was made at build run its own scripts and no other page’s', () => {
    expect(scripts('/patients')).toBe("'self' 'sha256-every' 'sha256-list'")
    expect(scripts('/')).toBe("'self' 'sha256-every' 'sha256-home'")
    expect(scripts('/nowhere')).toBe("'self' 'sha256-every' 'sha256-none'")
  })

  it('lets one that is made for a request run what has its nonce', () => {
    expect(scripts('/patients/1', 'abc')).toBe("'nonce-abc' 'strict-dynamic' 'sha256-every'")
  })

  it('never lets scripts run that somebody has put into a page, nor code be made from text', () => {
    for (const path of ['/', '/patients', '/nowhere']) expect(scripts(path)).not.toMatch(/unsafe/)
    expect(scripts('/patients/1', 'abc')).not.toMatch(/unsafe/)
  })

  it('lets nobody frame it, move its base, send its forms elsewhere or load plug-ins', () => {
    const policy = contentPolicy(hashes, '/', null)
    const closed = ['default-src', 'script-src-attr', 'object-src', 'base-uri', 'frame-ancestors']
    expect(closed.map((name) => directive(policy, name))).toEqual(closed.map(() => "'none'"))
    expect(directive(policy, 'form-action')).toBe("'self'")
    expect(directive(policy, 'connect-src')).toBe("'self'")
  })

  it('lets faults be reported where they are to be, and to nobody else', () => {
    const connect = (reportsTo: string | null) =>
      directive(contentPolicy(hashes, '/', null, { reportsTo }), 'connect-src')
    expect(connect('https://key@o1.ingest.sentry.io/42')).toBe("'self' https://o1.ingest.sentry.io")
    expect(connect('not an address; script-src *')).toBe("'self'")
  })
})

describe('whether a page is made for each request', () => {
  it('is told by its address', () => {
    expect(isMadeOnRequest(hashes, '/patients/1')).toBe(true)
    expect(isMadeOnRequest(hashes, '/patients')).toBe(false)
    expect(isMadeOnRequest(hashes, '/constructor')).toBe(false)
    expect(isMadeOnRequest({ ...hashes, pages: { '/patients/new': [] } }, '/patients/new')).toBe(false)
    expect(isMadeOnRequest(null, '/patients/1')).toBe(false)
  })
})
