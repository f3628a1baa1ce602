import type { NoticeSection } from '@hms/contract/consents'

/**
 * What a hospital begins its privacy notice with: the points that GDPR, articles 13 and 14, and 45 CFR 164.520(b) ask for, as
 * far as the application itself knows the answers. The hospital adds its own names, laws and periods before publishing.
 */
export const defaultNotice: NoticeSection[] = [
  {
    heading: 'Who keeps your data',
    text: 'This hospital keeps your record and answers for it. Its address and telephone number stand on the first page. For questions about your data ask for the privacy officer.',
  },
  {
    heading: 'What we keep, and what for',
    text: 'We keep your name, birth date and how to reach you; your visits, notes, allergies, conditions and medication; and your bills and payments.\n\nWe use them to treat you, to be paid for it, and to run the hospital safely: that is, to keep appointments, to answer for our work and to meet our legal duties. We do not sell your data and use them for no advertising.',
  },
  {
    heading: 'Who sees them',
    text: 'Your doctors and nurses see your record while they treat you. The front desk sees how to reach you and when you come, billing sees your bills; neither reads your medical history.\n\nEvery look into your record is recorded. You can read in your pages who opened it, when and why, and ask about anything that you do not recognise. You can keep your record from a doctor; in an emergency it can be opened all the same, and you are told.',
  },
  {
    heading: 'Who gets them from us',
    text: 'Services that carry our e-mails and text messages get your address or number and a short text without names or diagnoses. Whoever carries a card payment gets what the payment needs. Others get your data only when you permit it or the law asks us to.',
  },
  {
    heading: 'What you permit is yours to say',
    text: 'Reminders, research and what we may tell your relatives: you say yes or no in your profile, under Privacy, and change your mind at any time. What you withdraw holds from that moment; what happened before stays lawful. Your treatment does not depend on it.',
  },
  {
    heading: 'How long we keep them',
    text: 'Medical records and bills are kept as long as the law asks for, and then looked through to be erased. The list of who opened your record is kept for at least six years. Messages and sessions go after months.',
  },
  {
    heading: 'What you can ask of us',
    text: 'You can read your record, take it with you as a file, have it put right, ask us to forget you and to limit who sees it. If we refuse, we say why, and you can add what you have to say to the record.\n\nYou can complain to us and to the authority for data protection or for health of your country or state. Nobody is treated worse for it.',
  },
  {
    heading: 'When this changes',
    text: 'A new version is shown to you when you next sign in. Each version has a number and a date, and the hospital keeps all of them.',
  },
]
