import { accountTables } from './classified/accountTables.ts'
import { type TableClass, type ValueClass, valueClasses, type ValueClassName } from './classified/classes.ts'
import { patientTables } from './classified/patientTables.ts'
import { systemTables } from './classified/systemTables.ts'

/**
 * What every column of every table holds: whose it is, whether it is sealed, how long it stays, and what becomes of it when
 * a patient asks for a copy or is erased. A column that is not named here fails the tests.
 */
export interface ColumnClass extends ValueClass {
  /** With its schema in front where that is not `public`. */
  table: string
  column: string
  /** Which class of values it belongs to. */
  class: ValueClassName
  /** The condition, with `$1` as the patient's id, by which a row of the table leads to a patient; null where none does. */
  subject: string | null
  /** How long a row of the table stays. */
  retained: string
}

/** By table; partitions are their parent. */
export const tableClasses: Readonly<Record<string, TableClass>> = {
  ...patientTables,
  ...accountTables,
  ...systemTables,
}

const columnsOf = ([table, { subject, retained, columns }]: [string, TableClass]): ColumnClass[] =>
  Object.entries(columns).flatMap(([name, list]) => {
    const className = name as ValueClassName
    const common = { ...valueClasses[className], table, class: className, subject, retained }
    return list
      .split(/\s+/)
      .filter(Boolean)
      .map((column) => ({ ...common, column }))
  })

export const dataClassification: readonly ColumnClass[] = Object.entries(tableClasses).flatMap(columnsOf)
