'use client'

import { Copy, Download, Printer } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { toast } from '@/lib/toast'

/** Codes as they are shown this once: to copy, to print, to keep as a file. */
export function RecoveryCodeList({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const t = useTranslations('factors.codes')
  const text = codes.join('\n')
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`${t('file')}\n\n${text}\n`)}`
  return (
    <div data-print="only" className="grid gap-4">
      <p className="text-sm text-muted-foreground">{t('text')}</p>
      <ul
        aria-label={t('file')}
        className="grid justify-center gap-y-1 rounded-lg border p-4 font-mono text-[0.8125rem] tabular sm:text-sm"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2 print:hidden">
        <Button
          variant="outline"
          size="sm"
          onClick={() => void navigator.clipboard.writeText(text).then(() => toast.success(t('copied')))}
        >
          <Copy aria-hidden />
          {t('copy')}
        </Button>
        <Button variant="outline" size="sm" onClick={() => window.print()}>
          <Printer aria-hidden />
          {t('print')}
        </Button>
        <Button asChild variant="outline" size="sm">
          <a href={file} download="recovery-codes.txt">
            <Download aria-hidden />
            {t('download')}
          </a>
        </Button>
      </div>
      <Button className="print:hidden" onClick={onKept}>
        {t('kept')}
      </Button>
    </div>
  )
}
