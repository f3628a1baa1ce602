import { turnAway } from './oddMethods'

describe('a method that nobody takes', () => {
  it.each(['TRACE', 'CONNECT', 'PROPFIND', 'get'])('as %s ends where it is refused', (method) => {
    const request = { method, url: '/api/patients' }
    turnAway(request)
    expect(request).toEqual({ method: 'PUT', url: '/monitoring' })
  })

  it.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'])('is not %s', (method) => {
    const request = { method, url: '/api/patients' }
    turnAway(request)
    expect(request).toEqual({ method, url: '/api/patients' })
  })
})
