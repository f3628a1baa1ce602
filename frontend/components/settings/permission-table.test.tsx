import { permissions } from '@hms/contract/permissions'
import { screen, within } from '@testing-library/react'
import { renderPage } from '@/tests/support'
import { PermissionTable } from './permission-table'

describe('who may do what', () => {
  it('has a row for every permission of the contract', () => {
    renderPage(<PermissionTable />)
    const table = screen.getByRole('table', { name: 'Who may do what' })
    expect(within(table).getAllByRole('rowheader')).toHaveLength(Object.keys(permissions).length + 8)
  })

  it('says in words how far each role may go', () => {
    renderPage(<PermissionTable />)
    const row = screen.getByRole('row', { name: /Read a patient’s record/ })
    expect(
      within(row)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual(['Own', 'In care', 'All', 'All', 'In care', 'All', 'Names'])
  })
})
