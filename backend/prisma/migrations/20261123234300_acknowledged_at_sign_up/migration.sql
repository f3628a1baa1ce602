-- Whoever fills a hospital with people who signed up elsewhere notes that, too.
SET LOCAL lock_timeout = '3s';
ALTER POLICY app_insert ON notice_acknowledgements
  WITH CHECK ((patient_id = (SELECT hms_patient_id()) AND way = 'online' AND acknowledged_by = (SELECT hms_user_id()))
              OR ((SELECT hms_is_front_desk()) AND way IN ('in-person', 'paper') AND acknowledged_by = (SELECT hms_user_id()))
              OR ((SELECT hms_role()) IN ('auth', 'system') AND way = 'sign-up'));
