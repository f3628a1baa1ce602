CREATE INDEX CONCURRENTLY IF NOT EXISTS billing_not_paid_idx ON billing (status, issue_date DESC, id DESC) WHERE status <> 'paid';
