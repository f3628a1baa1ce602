import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { renderPage } from '@/tests/support'
import { FilterPanel, LabelledFilter } from './filter-panel'

describe('the filters of a long list', () => {
  it('are opened and folded by one button, which tells how many are set', async () => {
    renderPage(
      <FilterPanel label="Entries" count={2}>
        <LabelledFilter label="From">{(id) => <input id={id} />}</LabelledFilter>
      </FilterPanel>,
    )
    const button = screen.getByRole('button', { name: 'Filters 2' })
    const panel = screen.getByRole('search', { name: 'Entries' })
    expect(button).toHaveAttribute('aria-controls', panel.id)
    expect(button).toHaveAttribute('aria-expanded', 'false')
    expect(panel).toHaveClass('max-sm:hidden')
    await userEvent.click(button)
    expect(button).toHaveAttribute('aria-expanded', 'true')
    expect(panel).not.toHaveClass('max-sm:hidden')
    expect(screen.getByLabelText('From')).toBeVisible()
  })
})
