import { turnAway } from './oddRequests'

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

describe('an address whose escapes are no text', () => {
  it.each([
    ['/patients/%E0%A4%A', '/-'],
    ['/patients/abc%ff?tab=bills', '/-'],
    ['/%', '/-'],
    ['/api/patients/%E0%A4%A', '/api/-'],
  ])('%s leads nowhere', (url, nowhere) => {
    const request = { method: 'GET', url }
    turnAway(request)
    expect(request).toEqual({ method: 'GET', url: nowhere })
  })

  it.each(['/patients/%E0%A4%A4', '/doctors?q=%E0%A4%A', '/api/patients?name=100%25', '/', '*'])('is not %s', (url) => {
    const request = { method: 'GET', url }
    turnAway(request)
    expect(request).toEqual({ method: 'GET', url })
  })
})
