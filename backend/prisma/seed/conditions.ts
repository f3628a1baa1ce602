/** How common a condition is, roughly: enough for a plausible chart, no epidemiology. */
export interface Condition {
  name: string
  /** ICD-10-CM. */
  code: string
  /** Ages in years. */
  from: number
  to?: number
  sex?: 'female' | 'male'
  share: number
  /** Grows more common with age. */
  rising?: boolean
  medications?: string[]
  /** Who sees the patient for it, beside the family doctor. */
  specialization?: string
}

export const conditions: Condition[] = [
  condition('Essential hypertension', 'I10', 30, 0.55, {
    rising: true,
    medications: ['Lisinopril 10 mg once daily', 'Amlodipine 5 mg once daily', 'Losartan 50 mg once daily'],
    specialization: 'Cardiology',
  }),
  condition('Type 2 diabetes mellitus', 'E11.9', 35, 0.24, {
    rising: true,
    medications: ['Metformin 500 mg twice daily', 'Metformin 1000 mg twice daily', 'Empagliflozin 10 mg once daily'],
    specialization: 'Endocrinology',
  }),
  condition('Hyperlipidemia', 'E78.5', 35, 0.4, {
    rising: true,
    medications: ['Atorvastatin 20 mg at night', 'Rosuvastatin 10 mg once daily'],
    specialization: 'Cardiology',
  }),
  condition('Coronary artery disease', 'I25.10', 50, 0.18, {
    rising: true,
    medications: ['Aspirin 81 mg once daily', 'Metoprolol succinate 50 mg once daily'],
    specialization: 'Cardiology',
  }),
  condition('Atrial fibrillation', 'I48.91', 60, 0.14, {
    rising: true,
    medications: ['Apixaban 5 mg twice daily'],
    specialization: 'Cardiology',
  }),
  condition('Hypothyroidism', 'E03.9', 25, 0.1, {
    sex: 'female',
    medications: ['Levothyroxine 75 µg once daily', 'Levothyroxine 50 µg once daily'],
    specialization: 'Endocrinology',
  }),
  condition('Asthma', 'J45.909', 4, 0.1, {
    medications: ['Albuterol inhaler as needed', 'Budesonide/formoterol inhaler twice daily'],
  }),
  condition('Chronic obstructive pulmonary disease', 'J44.9', 50, 0.12, {
    rising: true,
    medications: ['Tiotropium inhaler once daily'],
    specialization: 'Internal medicine',
  }),
  condition('Gastro-esophageal reflux disease', 'K21.9', 20, 0.14, {
    medications: ['Omeprazole 20 mg once daily', 'Famotidine 20 mg as needed'],
    specialization: 'Internal medicine',
  }),
  condition('Chronic kidney disease, stage 3', 'N18.30', 60, 0.12, {
    rising: true,
    specialization: 'Internal medicine',
  }),
  condition('Osteoarthritis of the knee', 'M17.9', 48, 0.3, {
    rising: true,
    medications: ['Acetaminophen 500 mg as needed', 'Diclofenac gel as needed'],
    specialization: 'Orthopedics',
  }),
  condition('Low back pain', 'M54.50', 22, 0.12, {
    medications: ['Naproxen 250 mg as needed'],
    specialization: 'Orthopedics',
  }),
  condition('Osteoporosis', 'M81.0', 60, 0.25, {
    sex: 'female',
    rising: true,
    medications: ['Alendronate 70 mg once weekly', 'Calcium with vitamin D once daily'],
  }),
  condition('Migraine', 'G43.909', 14, 0.1, {
    to: 65,
    medications: ['Sumatriptan 50 mg as needed', 'Propranolol 40 mg twice daily'],
    specialization: 'Neurology',
  }),
  condition('Epilepsy', 'G40.909', 6, 0.015, {
    medications: ['Levetiracetam 500 mg twice daily'],
    specialization: 'Neurology',
  }),
  condition("Alzheimer's disease", 'G30.9', 70, 0.1, {
    rising: true,
    medications: ['Donepezil 5 mg at night'],
    specialization: 'Neurology',
  }),
  condition('Generalized anxiety disorder', 'F41.1', 16, 0.09, {
    medications: ['Sertraline 50 mg once daily', 'Escitalopram 10 mg once daily'],
    specialization: 'Psychiatry',
  }),
  condition('Depression', 'F32.A', 16, 0.09, {
    medications: ['Fluoxetine 20 mg once daily', 'Bupropion XL 150 mg once daily'],
    specialization: 'Psychiatry',
  }),
  condition('Attention-deficit hyperactivity disorder', 'F90.9', 6, 0.08, {
    to: 40,
    medications: ['Methylphenidate ER 18 mg once daily'],
  }),
  condition('Atopic dermatitis', 'L20.9', 0, 0.11, {
    to: 35,
    medications: ['Hydrocortisone 1 % cream as needed'],
    specialization: 'Dermatology',
  }),
  condition('Psoriasis', 'L40.0', 18, 0.04, {
    medications: ['Calcipotriene/betamethasone ointment once daily'],
    specialization: 'Dermatology',
  }),
  condition('Acne', 'L70.0', 12, 0.25, {
    to: 24,
    medications: ['Benzoyl peroxide 5 % gel at night'],
    specialization: 'Dermatology',
  }),
  condition('Allergic rhinitis', 'J30.9', 5, 0.14, { medications: ['Cetirizine 10 mg once daily'] }),
  condition('Iron deficiency anemia', 'D50.9', 14, 0.1, {
    to: 52,
    sex: 'female',
    medications: ['Ferrous sulfate 325 mg every other day'],
  }),
  condition('Polycystic ovary syndrome', 'E28.2', 16, 0.07, {
    to: 45,
    sex: 'female',
    specialization: 'Obstetrics and gynecology',
  }),
  condition('Endometriosis', 'N80.9', 18, 0.05, {
    to: 50,
    sex: 'female',
    specialization: 'Obstetrics and gynecology',
  }),
  condition('Pregnancy', 'Z34.90', 20, 0.09, {
    to: 40,
    sex: 'female',
    medications: ['Prenatal vitamins once daily'],
    specialization: 'Obstetrics and gynecology',
  }),
  condition('Benign prostatic hyperplasia', 'N40.0', 50, 0.3, {
    sex: 'male',
    rising: true,
    medications: ['Tamsulosin 0.4 mg once daily'],
  }),
  condition('Age-related cataract', 'H25.9', 62, 0.3, { rising: true, specialization: 'Ophthalmology' }),
  condition('Primary open-angle glaucoma', 'H40.1190', 55, 0.07, {
    medications: ['Latanoprost 0.005 % eye drops at night'],
    specialization: 'Ophthalmology',
  }),
  condition('Obstructive sleep apnea', 'G47.33', 35, 0.09),
  condition('Sensorineural hearing loss', 'H90.3', 60, 0.2, { rising: true }),
]

function condition(
  name: string,
  code: string,
  from: number,
  share: number,
  more: Omit<Condition, 'name' | 'code' | 'from' | 'share'> = {},
): Condition {
  return { name, code, from, share, ...more }
}
