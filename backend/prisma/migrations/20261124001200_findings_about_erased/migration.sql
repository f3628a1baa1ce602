-- A case may be open when its patient is forgotten again, after an older backup was restored. What is found then has no
-- patient's key to be sealed with: the key ring seals it, as where no patient is named, and its keys change.
SET LOCAL lock_timeout = '3s';
ALTER POLICY reseal ON privacy_cases
  USING ((SELECT hms_role()) = 'system' AND octet_length(finding) > 0
         AND (patient_id IS NULL OR EXISTS (SELECT FROM patients p WHERE p.id = patient_id AND p.erased_at IS NOT NULL)))
  WITH CHECK ((SELECT hms_role()) = 'system' AND octet_length(finding) > 0
         AND (patient_id IS NULL OR EXISTS (SELECT FROM patients p WHERE p.id = patient_id AND p.erased_at IS NOT NULL)));
