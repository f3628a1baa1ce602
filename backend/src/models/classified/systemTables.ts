import type { TableClass } from './classes.ts'

const machinery = (columns: string, retained: string, hash?: string): TableClass => ({
  subject: null,
  retained,
  columns: { technical: columns, ...(hash ? { hash } : {}) },
})

/** Tables of the hospital and of the machinery. No row is about a patient. */
export const systemTables: Record<string, TableClass> = {
  hospital_settings: machinery(
    `id name address phone time_zone currency locale booking_notice_minutes cancellation_notice_minutes booking_horizon_days
     payment_term_days updated_at second_factor_roles care_days record_retention_years
     idle_minutes patient_idle_minutes session_hours patient_session_hours`,
    'always',
  ),
  privacy_notices: machinery(
    'id version sections revision edited_by edited_at published_by published_at',
    'always, version by version',
  ),
  retention_rules: machinery('name keep_for', 'always'),
  // That somebody was erased, and not who: it names nobody any more.
  erasures: machinery(
    `id number request_id requested_by_patient requested_at approved_by approved_at performed_by erased_at retention_overridden
     counts`,
    'always',
    'subject_hash',
  ),
  erasure_rules: machinery('relation position subject deed', 'always'),
  visit_types: machinery(
    'id name duration_minutes buffer_before_minutes buffer_after_minutes price active created_at updated_at',
    'always',
  ),
  number_series: machinery('name year last', 'always'),
  // Limits are counted under a keyed hash of what they limit.
  rate_limits: machinery('points expire', 'until the limit has run out', 'key'),
  // Which keys there are, never the keys.
  ring_keys: machinery('key_id first_seen_at', 'always', 'proof'),
  retained_keys: {
    subject: null,
    retained: 'always',
    columns: { technical: 'key_id purpose wrapped_by created_at', machineKey: 'wrapped' },
  },
  key_rotations: machinery('id to_key started_at started_by rows touched_at finished_at failure', 'always'),
  setup_links: machinery('id created_at expires_at', 'until there is an administrator', 'token_hash'),
  backups: machinery(
    'id name started_at finished_at outcome failure bytes rows verified_at verification',
    'as long as the backup',
  ),
  audit_seals: machinery('ordinal seq recorded sealed_at', 'as long as the audit log', 'row_hash chain_hash'),
  audit_sealing: machinery('id log_id settled_seq pending_seq pending', 'always'),
  alert_rules: machinery('rule enabled severity hourly_limit role_limits opens_at closes_at', 'always'),
  alert_progress: machinery('id ordinal verified_at', 'always'),
  audit_anchors: machinery('id at destination ordinal failure', 'as long as the audit log', 'chain_hash'),
  audit_verifications: machinery(
    'id started_at finished_at scope from_ordinal to_ordinal outcome bad_ordinal finding',
    'as long as the audit log',
  ),
  _prisma_migrations: machinery(
    'id checksum finished_at migration_name logs rolled_back_at started_at applied_steps_count',
    'always',
  ),
  // A job names what it is about by its id and reads the rest itself.
  'graphile_worker._private_jobs': machinery(
    `id job_queue_id task_id payload priority run_at attempts max_attempts last_error created_at updated_at key locked_at
     locked_by revision flags is_available`,
    'until it is done; a week when it was given up',
  ),
  'graphile_worker._private_job_queues': machinery('id queue_name locked_at locked_by is_available', 'always'),
  'graphile_worker._private_tasks': machinery('id identifier', 'always'),
  'graphile_worker._private_known_crontabs': machinery('identifier known_since last_execution', 'always'),
  'graphile_worker.migrations': machinery('id ts breaking', 'always'),
}
