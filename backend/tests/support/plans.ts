import pg from 'pg'
import { look } from './observer.ts'

/** A plan as auto_explain tells it. */
export interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  'Parent Relationship'?: string
  'Subplan Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
  [more: string]: unknown
}

export interface ExplainedStatement {
  text: string
  plan: PlanNode
}

let taken: ExplainedStatement[] | null = null

/**
 * Lets the database tell the plan of every statement that the application runs from now on, also inside of functions, as
 * a notice to the client that runs it. For a database that belongs to the test alone, before its first connection.
 */
export async function explainEverything(): Promise<void> {
  const [{ name }] = (await look<{ name: string }>('SELECT quote_ident(current_database()) AS name')) as [
    { name: string },
  ]
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_format': 'json',
    'auto_explain.log_level': 'notice',
    client_min_messages: 'notice',
  }
  await look(`LOAD 'auto_explain'`)
  for (const [setting, value] of Object.entries(settings))
    await look(`ALTER ROLE hms_app IN DATABASE ${name} SET ${setting} = '${value}'`)
  const emit = pg.Client.prototype.emit
  pg.Client.prototype.emit = function (this: pg.Client, event: string | symbol, ...rest: unknown[]) {
    if (event === 'notice') note((rest[0] as { message?: string }).message ?? '')
    return emit.call(this, event, ...rest)
  } as typeof emit
}

function note(message: string): void {
  const json = /^duration: [\d.]+ ms {2}plan:\n(\{.*)$/s.exec(message)?.[1]
  if (!json || !taken) return
  const told = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode }
  taken.push({ text: told['Query Text'], plan: told.Plan })
}

/** The statements that run while `work` does, with their plans. */
export async function plansOf(work: () => Promise<unknown>): Promise<ExplainedStatement[]> {
  taken = []
  await work()
  // A notice may come in the packet after the answer that it belongs to.
  await new Promise((resolve) => setTimeout(resolve, 5))
  const plans = taken
  taken = null
  return plans
}
