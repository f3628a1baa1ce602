import type { NoticeSection } from '@hms/contract/consents'

/** The notice as it reads: headings, and paragraphs where an empty line parts them. Nothing in it is markup. */
export function NoticeText({ sections }: { sections: readonly NoticeSection[] }) {
  return (
    <div className="grid gap-5 text-sm">
      {sections.map(({ heading, text }, n) => (
        <section key={n} className="grid gap-2">
          <h3 className="text-base font-semibold break-words">{heading}</h3>
          {text.split(/\n\s*\n/).map((paragraph, k) => (
            <p key={k} className="leading-6 break-words whitespace-pre-line text-foreground/90">
              {paragraph}
            </p>
          ))}
        </section>
      ))}
    </div>
  )
}
