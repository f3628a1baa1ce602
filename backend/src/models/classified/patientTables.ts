import type { TableClass } from './classes.ts'

const ofPatient = 'patient_id = $1'
const LAW = 'as long as the law asks for records'

/** Tables whose rows are about a patient. */
export const patientTables: Record<string, TableClass> = {
  patients: {
    subject: 'id = $1',
    retained: `${LAW}; blanked when erased`,
    columns: {
      technical: 'id created_at updated_at version',
      pseudonym: 'mrn',
      fact: 'erased_at',
      identity: 'first_name last_name date_of_birth gender deceased_on',
      trace: 'search_name',
      blindIndex: 'phone_index',
      tie: 'user_id',
      contact: 'email phone address emergency_contact',
      clinical: 'medical_history',
    },
  },
  patient_words: {
    subject: ofPatient,
    retained: 'as long as the name in the record',
    columns: { traceGone: 'word last_name first_name names', technicalGone: 'patient_id' },
  },
  patient_word_pairs: {
    subject: ofPatient,
    retained: 'as long as the name in the record',
    columns: { traceGone: 'word beside last_name first_name names', technicalGone: 'patient_id' },
  },
  name_words: {
    // A word that only this patient bears goes; others need theirs.
    subject: 'word IN (SELECT w.word FROM patient_words w WHERE w.patient_id = $1)',
    retained: 'as long as somebody bears the name',
    columns: { traceGone: 'word' },
  },
  patient_keys: {
    subject: ofPatient,
    retained: 'until the patient is erased',
    columns: { technicalGone: 'patient_id scope key_id created_at', key: 'wrapped' },
  },
  appointments: {
    subject: ofPatient,
    retained: LAW,
    columns: {
      technical:
        'id patient_id booked_by imported occupied_from occupied_until created_at updated_at version gives_care',
      careFact: 'doctor_id visit_type_id appointment_date duration_minutes status',
      careCopy: 'ends_at local_start time_zone checked_in_at completed_at cancelled_at',
      contact: 'notes cancellation_reason',
      clinical: 'clinical_notes',
    },
  },
  appointment_times: {
    subject: ofPatient,
    retained: 'as long as the visit',
    columns: {
      technical: 'appointment_id patient_id occupied_from occupied_until taken',
      careCopy: 'doctor_id appointment_date ends_at',
    },
  },
  billing: {
    subject: ofPatient,
    retained: LAW,
    columns: {
      technical: 'id patient_id appointment_id created_by created_at updated_at version',
      careCopy: 'doctor_id',
      fact: 'number currency amount paid_amount pending_amount status issue_date due_date',
      treatment: 'description',
      contact: 'void_reason',
    },
  },
  billing_lines: {
    subject: 'billing_id IN (SELECT b.id FROM billing b WHERE b.patient_id = $1)',
    retained: 'as long as the bill',
    columns: { technical: 'billing_id position', treatment: 'description', fact: 'quantity unit_price amount' },
  },
  payments: {
    subject: ofPatient,
    retained: LAW,
    columns: {
      technical: 'id billing_id patient_id created_by created_at updated_at',
      fact: 'amount currency method status provider receipt_number received_at',
      trace: 'provider_reference redirect_url',
    },
  },
  messages: {
    subject: 'patient_id = $1 OR user_id = (SELECT p.user_id FROM patients p WHERE p.id = $1)',
    retained: 'two years, notifications one, unless the hospital sets otherwise',
    columns: {
      technicalGone:
        'id user_id patient_id one_time_token_id status attempts last_error dedupe_key handed_over_at read_at',
      gone: 'channel kind subject body link sent_to created_at sent_at',
    },
  },
  privacy_cases: {
    subject: ofPatient,
    retained: 'six years after it was closed, unless the hospital sets otherwise',
    columns: {
      technical: 'id patient_id audit_event_id audit_event_seq subject_user_id opened_by closed_by',
      fact: 'kind opened_at state closed_at',
      contact: 'message finding',
    },
  },
  access_alerts: {
    subject: 'case_id IN (SELECT c.id FROM privacy_cases c WHERE c.patient_id = $1) OR patient_ids @> ARRAY[$1::uuid]',
    retained: LAW,
    columns: {
      technical: 'case_id rule severity occurrence window_from window_until event_count usual_count patient_ids',
    },
  },
  privacy_requests: {
    subject: ofPatient,
    retained: LAW,
    columns: {
      technical: 'id patient_id requested_by decided_by details',
      fact: 'kind status requested_at decided_at finished_at',
      contact: 'reason decision',
      clinical: 'text_sealed',
    },
  },
  legal_holds: {
    subject: ofPatient,
    retained: LAW,
    columns: {
      technical: 'id patient_id set_by set_at lifted_by lifted_at',
      contactWithheld: 'reason lift_reason',
    },
  },
  care_assignments: {
    subject: ofPatient,
    retained: LAW,
    columns: { technical: 'id patient_id assigned_by', careFact: 'doctor_id from_at until_at' },
  },
  break_glass_grants: {
    subject: ofPatient,
    retained: LAW,
    columns: {
      technical: 'id patient_id user_id',
      staff: 'user_name',
      fact: 'user_role through_restriction opened_at ends_at ended_at',
      contact: 'reason',
    },
  },
  access_restrictions: {
    subject: ofPatient,
    retained: LAW,
    columns: { technical: 'id patient_id user_id', fact: 'from_at until_at', clinical: 'reason' },
  },
  consents: {
    subject: ofPatient,
    retained: LAW,
    columns: {
      technical: 'id patient_id recorded_by',
      staff: 'recorded_by_name',
      fact: 'purpose provision way recorded_by_role date_time',
    },
  },
  // Some are sealed with the contact key, where they are about how to reach the patient.
  amendments: {
    subject: ofPatient,
    retained: LAW,
    columns: {
      technical:
        'id patient_id scope record_version corrected_version decided_by recorded_by statement_recorded_by extended_by',
      staff: 'decided_by_name recorded_by_name statement_recorded_by_name extended_by_name',
      fact: 'field status basis way requested_at recorded_by_role due_at extended_at extended_from extended_by_role decided_at decided_by_role statement_at statement_recorded_by_role',
      careFact: 'appointment_id',
      clinical: 'text decision statement extension_reason',
    },
  },
  notice_acknowledgements: {
    subject: ofPatient,
    retained: LAW,
    columns: { technical: 'patient_id acknowledged_by', fact: 'version way acknowledged_at' },
  },
  external_identifiers: {
    subject: "resource_type = 'Patient' AND resource_id = $1",
    retained: 'as long as the record that was brought in',
    columns: { technicalGone: 'resource_type resource_id created_at', gone: 'system value' },
  },
  audit_events: {
    subject: 'patient_ids @> ARRAY[$1::uuid]',
    retained: 'six years and longer (45 CFR 164.316(b)(2)); never changed',
    columns: {
      technical: 'seq id session_id request_id resource_id resource_version patient_ids changed_fields',
      fact: 'recorded action operation outcome actor_role purpose resource_type',
      staff: 'actor_id client_address reason',
    },
  },
}
