import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { memo } from 'react'
import { useForm } from 'react-hook-form'
import { renderPage } from '@/tests/support'
import { Form, FormField, SubmitButton } from './form'
import { Input } from './input'

const drawn = jest.fn()

const Fields = memo(function Fields() {
  return (
    <FormField name="city" label="City">
      {(control) => {
        drawn()
        return <Input {...control} />
      }}
    </FormField>
  )
})

function Page({ send }: { send: (body: object) => Promise<void> }) {
  const form = useForm({ defaultValues: { city: 'Basel' } })
  return (
    <Form form={form} onSubmit={send}>
      <Fields />
      <SubmitButton>Save</SubmitButton>
    </Form>
  )
}

it('draws a field once as its form opens, and has it take part in the form', async () => {
  const send = jest.fn(async () => {})
  renderPage(<Page send={send} />)
  expect(drawn).toHaveBeenCalledTimes(1)
  await userEvent.type(screen.getByRole('textbox', { name: 'City' }), ' SBB')
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(send).toHaveBeenCalledWith({ city: 'Basel SBB' })
})
