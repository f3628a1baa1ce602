import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { screen } from '@testing-library/react'
import { renderPage } from '@/tests/support'
import { isPublicPath } from './public-paths'
import { SignedInContext, SignedInPage } from './signed-in-page'

describe('a page behind the sign-in', () => {
  const page = (
    <SignedInPage heading={<h1>Patients</h1>}>
      <p>Ada Rao</p>
    </SignedInPage>
  )

  it('shows its heading, and nothing that depends on who looks, until that is known', () => {
    renderPage(page)
    expect(screen.getByRole('heading', { name: 'Patients' })).toBeVisible()
    expect(screen.getByRole('status')).toHaveTextContent('Loading')
    expect(screen.queryByText('Ada Rao')).toBeNull()
  })

  it('shows all of it as soon as it is', () => {
    renderPage(<SignedInContext value>{page}</SignedInContext>)
    expect(screen.getByText('Ada Rao')).toBeVisible()
    expect(screen.queryByRole('status')).toBeNull()
  })

  it('is every page that is not public, and none that is', () => {
    const folder = join(__dirname, '../../app')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /\bpage\.tsx$/.test(file))
    const wrong = files.filter((file) => {
      const isPublic = isPublicPath(`/${file.replace(/\/?page\.tsx$/, '')}`)
      return readFileSync(join(folder, file), 'utf8').includes('<SignedInPage') === isPublic
    })
    expect(files.length).toBeGreaterThan(20)
    expect(wrong).toEqual([])
  })
})
