-- A document takes its number in the statement that stores it, so that the series is locked no longer than it must.
SET LOCAL lock_timeout = '3s';

-- The next number of a gap-free series, as INV-2026-000123. Its row stays locked until the transaction ends, and goes back
-- when that is undone.
CREATE FUNCTION hms_next_number(p_series text, p_year integer) RETURNS text LANGUAGE sql VOLATILE
  BEGIN ATOMIC
    INSERT INTO number_series AS s (name, year, last) VALUES (p_series, p_year, 1)
    ON CONFLICT (name, year) DO UPDATE SET last = s.last + 1
    RETURNING p_series || '-' || p_year || '-' || lpad(last::text, greatest(6, length(last::text)), '0');
  END;
