'use client'

import { Download as DownloadIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { endpoints } from '@/lib/api'
import { type Download, download, keepFile } from '@/lib/download'
import { useProblemText } from '@/lib/problem-text'
import { toast } from '@/lib/toast'

const formats = ['json', 'fhir'] as const

/** Takes a copy of everything about a patient away, and shows that it arrived as it was sent. */
export function CopyButtons({ patientId }: { patientId: string }) {
  const t = useTranslations('dataRights.copy')
  const problemText = useProblemText()
  const [busy, setBusy] = useState<(typeof formats)[number] | null>(null)
  const [file, setFile] = useState<Download | null>(null)

  async function take(format: (typeof formats)[number]) {
    setBusy(format)
    try {
      const taken = await download(endpoints.dataRights.export, { params: { id: patientId }, query: { format } })
      keepFile(taken)
      setFile(taken)
      toast.success(t('done'))
    } catch (error) {
      toast.error(problemText(error))
    } finally {
      setBusy(null)
    }
  }

  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        {formats.map((format) => (
          <Button
            key={format}
            variant={format === 'json' ? 'default' : 'outline'}
            disabled={busy !== null}
            onClick={() => void take(format)}
          >
            <DownloadIcon aria-hidden />
            {t(format)}
          </Button>
        ))}
      </div>
      <p className="text-xs text-muted-foreground">{t('fhirHint')}</p>
      <div aria-live="polite">{file?.sha256 && <Digest file={file} />}</div>
    </div>
  )
}

function Digest({ file }: { file: Download }) {
  const t = useTranslations('dataRights.copy')
  return (
    <Alert variant={file.isWhole ? 'success' : 'destructive'}>
      <div className="grid min-w-0 gap-1 text-sm">
        <span>{t('hash', { name: file.name })}</span>
        <code className="text-xs break-all">{file.sha256}</code>
        <span className="text-muted-foreground">{t(file.isWhole ? 'same' : 'differs')}</span>
      </div>
    </Alert>
  )
}
