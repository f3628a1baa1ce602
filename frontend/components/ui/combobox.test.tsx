import { fireEvent, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { renderPage } from '@/tests/support'
import { Combobox } from './combobox'

const people = ['Edward Jenkins', 'Elena Ruiz', 'Elena Sato']

/** Answers to everything but the first question wait until they are let go. */
function slowly() {
  let release = () => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  const search = async (term: string) => {
    if (term !== '') await gate
    return people.filter((name) => name.startsWith(term))
  }
  return { search, release }
}

function Choice({ search }: { search: (term: string) => Promise<string[]> }) {
  const [value, setValue] = useState<string | null>(null)
  return (
    <Combobox
      aria-label="Patient"
      value={value}
      onValueChange={setValue}
      search={search}
      searchKey="people"
      itemKey={(name) => name}
      itemLabel={(name) => name}
      placeholder="Nobody yet"
    />
  )
}

// The first of the file: after it the list is there at once.
it('begins with what is typed while the list is on its way, and goes on behind it', async () => {
  renderPage(<Choice search={async (term) => people.filter((name) => name.startsWith(term))} />)
  fireEvent.click(screen.getByRole('button', { name: 'Patient' }))
  for (const key of 'El') fireEvent.keyDown(document.body, { key })
  expect(await screen.findByRole('combobox')).toHaveFocus()
  await userEvent.keyboard('ena S')
  expect(screen.getByRole('combobox')).toHaveValue('Elena S')
})

it('takes nobody from the list of the letters before', async () => {
  const { search, release } = slowly()
  renderPage(<Choice search={search} />)
  const user = userEvent.setup()
  await user.click(screen.getByRole('button', { name: 'Patient' }))
  await screen.findByRole('option', { name: 'Edward Jenkins' })
  await user.type(screen.getByRole('combobox'), 'Elena{Enter}')
  expect(screen.getByRole('button', { name: 'Patient', hidden: true })).toHaveTextContent('Nobody yet')
  release()
  await screen.findByRole('option', { name: 'Elena Ruiz', selected: true })
  await user.keyboard('{Enter}')
  expect(await screen.findByRole('button', { name: 'Patient' })).toHaveTextContent('Elena Ruiz')
})
