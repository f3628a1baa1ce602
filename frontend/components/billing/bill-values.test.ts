import { decimalOf } from '@/lib/money'
import { billTotal, type BillValues, emptyLine, toBillBody } from './bill-values.ts'

const line = (quantity: string, unitPrice: string, description = 'Item') => ({ description, quantity, unitPrice })
const values = (lines: BillValues['lines']): BillValues => ({
  patientId: null,
  appointmentId: '',
  description: 'What',
  lines,
  dueDate: '',
})

it('adds up exactly, where floats do not', () => {
  expect(decimalOf(billTotal([line('3', '0.10'), line('1', '0,70')]))).toBe('1.00')
  expect(decimalOf(billTotal([line('10000', '99999.99'), line('1', '0.01')]))).toBe('999999900.01')
})

it('leaves out what is not a number yet', () => {
  expect(billTotal([line('1', '5'), line('', '5'), line('1', 'x'), line('1.5', '5')])).toBe(500n)
})

it('drops blank lines at the end only, so that complaints stay at their lines', () => {
  const { lines } = toBillBody(values([line('1', '5'), emptyLine, line('2', '1,5'), emptyLine, emptyLine]))
  expect(lines.map(({ description }) => description)).toEqual(['Item', '', 'Item'])
  expect(lines[2]?.unitPrice).toBe('1.50')
})

it('keeps one line for the schema to complain about when all are blank', () => {
  expect(toBillBody(values([emptyLine, emptyLine])).lines).toHaveLength(1)
})
