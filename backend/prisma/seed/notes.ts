import type { Random } from './random.ts'
import type { VisitKind } from './visitTypes.ts'

interface Complaint {
  /** What the visit is about, as patient and front desk would put it. */
  reason: string
  found: string
  plan: string
}

const bySpecialization: Record<string, Complaint[]> = {
  'Family medicine': [
    complaint(
      'Cough for two weeks',
      'Lungs clear, no fever, throat slightly red.',
      'Likely viral. Fluids, rest; come back if fever or breathlessness.',
    ),
    complaint(
      'Blood pressure check',
      'BP 138/84 seated, pulse 72 regular.',
      'Continue present dose. Home readings twice a week.',
    ),
    complaint(
      'Tired for some months',
      'Examination unremarkable, BMI 27.',
      'Blood count, ferritin and TSH ordered. Review in two weeks.',
    ),
    complaint(
      'Ear ache',
      'Left eardrum red and bulging, no discharge.',
      'Acetaminophen; antibiotic if not better within 48 hours.',
    ),
    complaint(
      'Results of the blood tests',
      'HbA1c 7.1 %, LDL 104 mg/dL, creatinine normal.',
      'Diet discussed, medication unchanged, repeat in three months.',
    ),
    complaint('Form for a new job', 'Fit for work without restrictions.', 'Form signed and handed over.'),
    complaint('Sore throat', 'Tonsils enlarged without exudate, rapid strep test negative.', 'Symptomatic treatment.'),
    complaint(
      'Pain when passing water',
      'Dipstick positive for nitrite and leukocytes, no flank pain.',
      'Nitrofurantoin for five days, urine culture sent.',
    ),
  ],
  'Internal medicine': [
    complaint(
      'Review of medicines',
      'Nine medicines reviewed, two without present reason.',
      'Both tapered off; pharmacy informed.',
    ),
    complaint(
      'Heartburn',
      'Abdomen soft, mild epigastric tenderness.',
      'Proton-pump inhibitor for eight weeks, then stop.',
    ),
    complaint(
      'Shortness of breath on stairs',
      'Wheeze at both bases, SpO2 95 %.',
      'Spirometry arranged; inhaler technique shown.',
    ),
    complaint('Check after a stay in hospital', 'Wound dry, no fever, walking well.', 'Sutures out in five days.'),
    complaint(
      'Swollen ankles',
      'Pitting edema to mid-shin, lungs clear.',
      'Kidney function and BNP ordered; salt intake discussed.',
    ),
  ],
  Pediatrics: [
    complaint('Well-child visit', 'Growth along the 50th percentile, milestones met.', 'Next visit in six months.'),
    complaint(
      'Rash on arms and cheeks',
      'Dry eczematous patches, no infection.',
      'Emollient twice daily, mild steroid for a week.',
    ),
    complaint(
      'Wheezing after a cold',
      'Mild expiratory wheeze, good color, SpO2 97 %.',
      'Albuterol by spacer as needed; written action plan given.',
    ),
    complaint(
      'Fever since yesterday',
      'Temp 38.7 °C, ears and throat unremarkable, alert.',
      'Fluids and acetaminophen by weight; parents know the warning signs.',
    ),
    complaint(
      'Vaccination due',
      'Well, no contraindication.',
      'Given in the left thigh, batch recorded, observed for 15 minutes.',
    ),
  ],
  Cardiology: [
    complaint('Palpitations', 'ECG: sinus rhythm 68/min, no ischemia.', 'Holter for 48 hours; coffee less.'),
    complaint(
      'Yearly check of the heart',
      'Echo: ejection fraction 58 %, no valve disease.',
      'Continue medication, next check in a year.',
    ),
    complaint(
      'Chest tightness on effort',
      'Exercise test without ischemia up to 8 METs.',
      'Reassured; aim for LDL below 70 mg/dL.',
    ),
    complaint(
      'Adjusting blood pressure medicine',
      'BP 146/88 average of three.',
      'Amlodipine raised to 10 mg; ankles explained.',
    ),
  ],
  Dermatology: [
    complaint(
      'Skin check',
      'Whole skin seen with dermatoscope; three nevi photographed.',
      'Control in twelve months, sun protection.',
    ),
    complaint(
      'Mole that changed',
      'Asymmetrical nevus 7 mm, left shoulder.',
      'Excised under local anesthesia, sent to histology.',
    ),
    complaint('Acne', 'Papules and pustules of face, no scars.', 'Topical treatment; review in eight weeks.'),
    complaint(
      'Itching hands',
      'Contact eczema, likely from cleaning agents.',
      'Gloves, barrier cream, patch test arranged.',
    ),
  ],
  'Obstetrics and gynecology': [
    complaint('Pregnancy check', 'Fundal height fits dates, fetal heart 144/min.', 'Glucose test at 26 weeks.'),
    complaint('Yearly examination', 'Pelvic examination unremarkable, smear taken.', 'Result by letter.'),
    complaint(
      'Talk about contraception',
      'No contraindication to hormonal methods.',
      'Options explained; decides by next visit.',
    ),
    complaint('Hot flushes', 'Typical of menopause, BP normal.', 'Hormone therapy discussed with benefits and risks.'),
  ],
  Orthopedics: [
    complaint(
      'Knee pain',
      'Joint line tender, no effusion, full range.',
      'Physiotherapy; injection if no better in six weeks.',
    ),
    complaint(
      'Shoulder stiff after a fall',
      'Abduction to 80°, X-ray without fracture.',
      'Pendulum exercises, analgesia.',
    ),
    complaint(
      'Back pain',
      'No neurological deficit, straight-leg raise negative.',
      'Keep moving; red flags explained.',
    ),
    complaint(
      'Check after the operation',
      'Wound healed, gait without aid.',
      'Load as tolerated; X-ray in three months.',
    ),
  ],
  Neurology: [
    complaint(
      'Headaches',
      'Neurological examination normal; attacks fit migraine.',
      'Headache diary; preventive treatment discussed.',
    ),
    complaint(
      'Forgetful',
      'MoCA 22/30, no focal signs.',
      'MRI and blood tests ordered; relatives invited to the next visit.',
    ),
    complaint('Control of epilepsy', 'Free of seizures for 14 months.', 'Dose unchanged; level not needed.'),
    complaint(
      'Numb fingers at night',
      'Tinel positive at the wrist, thenar strength full.',
      'Splint at night, nerve conduction study.',
    ),
  ],
  Psychiatry: [
    complaint(
      'Follow-up',
      'Mood brighter, sleeps six hours, no thoughts of self-harm.',
      'Dose unchanged, next visit in four weeks.',
    ),
    complaint('Trouble sleeping', 'Sleep hygiene poor, screen until late.', 'Sleep restriction plan; no hypnotic.'),
    complaint('Worries that do not stop', 'GAD-7 of 13.', 'Referred to cognitive behavioral therapy; SSRI started.'),
    complaint(
      'First conversation',
      'History taken, no acute danger.',
      'Working diagnosis explained; next visit in two weeks.',
    ),
  ],
  Ophthalmology: [
    complaint('Eye check in diabetes', 'No retinopathy in either eye.', 'Next check in a year.'),
    complaint(
      'Blurred vision',
      'Lens opacity right more than left; visual acuity 20/50.',
      'Cataract surgery explained.',
    ),
    complaint('Pressure of the eyes', 'IOP 17/18 mmHg on drops.', 'Drops unchanged, visual field in six months.'),
    complaint('New glasses', 'Refraction −1.25 both.', 'Prescription handed over.'),
  ],
  Endocrinology: [
    complaint('Thyroid check', 'TSH 2.4 mIU/L, no nodule.', 'Dose unchanged, next check in a year.'),
    complaint('Diabetes control', 'HbA1c 7.8 %, feet without lesions.', 'Metformin raised; dietitian.'),
    complaint('Second opinion', 'Reports reviewed with the patient.', 'Letter to the family doctor.'),
  ],
}

const reasonsByKind: Partial<Record<VisitKind, string[]>> = {
  telephone: [
    'Results by telephone',
    'Question about medicines, by telephone',
    'Renewal of a prescription, by telephone',
  ],
  vaccination: ['Influenza vaccination', 'Tetanus booster', 'Travel vaccination'],
  checkUp: ['Annual check-up'],
}

const cancellations = [
  'Feeling better',
  'Has to work',
  'Away on that day',
  'Child is ill',
  'Found an earlier time',
  'No transport',
  'Doctor unavailable',
]

export interface VisitTexts {
  notes: string
  clinicalNotes: string
}

/** What the visit is about, and what the doctor would write about it. */
export function drawTexts(random: Random, specialization: string, kind: VisitKind): VisitTexts {
  const { reason, found, plan } = random.pick(bySpecialization[specialization]!)
  const own = reasonsByKind[kind]
  if (!own) return { notes: reason, clinicalNotes: `S: ${reason}.\nO: ${found}\nP: ${plan}` }
  const about = random.pick(own)
  return {
    notes: about,
    clinicalNotes: `${about}.\n${kind === 'checkUp' ? `O: ${found}\nP: ${plan}` : 'No new complaints. Advice given, questions answered.'}`,
  }
}

export function drawCancellation(random: Random): string {
  return random.pick(cancellations)
}

function complaint(reason: string, found: string, plan: string): Complaint {
  return { reason, found, plan }
}
