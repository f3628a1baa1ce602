'use client'

import type { Message } from '@hms/contract/messages'
import { Copy, ExternalLink } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { toast } from '@/lib/toast'
import { hasOneTimeLink } from './values'

/** The link of a message. One that works once is there to be copied, never to be followed by the administrator. */
export function MessageLink({ message }: { message: Message }) {
  const t = useTranslations('messages')
  if (!message.link) return null
  const url = new URL(message.link, window.location.origin).href
  const isOnce = hasOneTimeLink(message)

  async function copy() {
    try {
      await navigator.clipboard.writeText(url)
      toast.success(t('copied'))
    } catch {
      toast.error(t('copyFailed'))
    }
  }

  return (
    <section aria-label={t('link')} className="grid gap-3">
      <p className="rounded-lg border px-3 py-2 font-mono text-xs break-all select-all">{url}</p>
      <div className="flex flex-wrap gap-2">
        <Button variant="outline" size="sm" onClick={() => void copy()}>
          <Copy aria-hidden />
          {t('copyLink')}
        </Button>
        {!isOnce && (
          <Button asChild variant="outline" size="sm">
            <Link href={message.link}>
              <ExternalLink aria-hidden />
              {t('openLink')}
            </Link>
          </Button>
        )}
      </div>
      {isOnce && <Alert variant="warning">{t('oneTimeLink')}</Alert>}
    </section>
  )
}
