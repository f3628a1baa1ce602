import { describe, expect, it } from 'vitest'
import { checkAddress } from './provider.ts'

const follows = (address: string, issuer: string) => {
  try {
    return Boolean(checkAddress(address, issuer))
  } catch {
    return false
  }
}

describe('an address that a provider names', () => {
  const issuer = 'https://accounts.example.org'

  it.each([
    'https://accounts.example.org/token',
    'https://oauth2.example.com/token',
    'https://login.example.org:8443/t',
  ])('is followed over TLS, wherever the provider has it: %s', (address) => expect(follows(address, issuer)).toBe(true))

  it.each([
    'http://accounts.example.org/token',
    'ftp://accounts.example.org/token',
    'file:///etc/passwd',
    'data:application/json,{}',
    'javascript:alert(1)',
    'https://localhost/token',
    'https://127.0.0.1:4000/api/health',
    'https://127.9.9.9/',
    'https://[::1]/',
    'https://user:secret@accounts.example.org/token',
    '/token',
    '',
  ])('is not followed otherwise, nor to this machine: %j', (address) => expect(follows(address, issuer)).toBe(false))

  it('may be on this machine, and nowhere else, where the provider was set up there', () => {
    const here = 'http://127.0.0.1:8080/realms/hospital'
    expect(follows('http://127.0.0.1:8080/realms/hospital/token', here)).toBe(true)
    for (const address of ['http://accounts.example.org/token', 'https://accounts.example.org/token', 'file:///x'])
      expect(follows(address, here)).toBe(false)
  })
})
