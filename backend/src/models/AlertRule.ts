import type { AlertRuleName, AlertSeverity, StaffRole } from '@hms/contract/alerts'
import type { ReadTx, WriteTx } from '../config/database.ts'

/** A rule as this hospital has set it; what a rule does not have is null. */
export interface AlertRuleRow {
  rule: AlertRuleName
  enabled: boolean
  severity: AlertSeverity
  limit: number | null
  limitByRole: Record<StaffRole, number> | null
  /** `HH:MM` by the clock of the hospital. */
  opensAt: string | null
  closesAt: string | null
}

/** All rules, in a fixed order. */
export function list(tx: ReadTx | WriteTx): Promise<AlertRuleRow[]> {
  return tx.many<AlertRuleRow>(
    `SELECT rule, enabled, severity, hourly_limit AS "limit", role_limits AS "limitByRole",
            to_char(opens_at, 'HH24:MI') AS "opensAt", to_char(closes_at, 'HH24:MI') AS "closesAt"
       FROM alert_rules ORDER BY severity = 'low', severity = 'medium', rule`,
  )
}

export function update(tx: WriteTx, row: AlertRuleRow): void {
  tx.send(
    `UPDATE alert_rules SET enabled = $2, hourly_limit = $3, role_limits = $4::jsonb, opens_at = $5::time, closes_at = $6::time
      WHERE rule = $1`,
    [row.rule, row.enabled, row.limit, row.limitByRole && JSON.stringify(row.limitByRole), row.opensAt, row.closesAt],
  )
}
