-- Alone in its file, as it commits on its way.
CALL hms_fill_billing_doctors();
