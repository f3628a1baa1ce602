'use client'

import type { ExternalIdentity } from '@hms/contract/oidc'
import { useQuery } from '@tanstack/react-query'
import { Link2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Card, CardContent, CardDescription, CardHeader, CardTitle } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { oidcQueries, useUnlink } from '@/lib/queries/oidc'
import { useFormat } from '@/lib/reader'
import { toast } from '@/lib/toast'
import { withTexts } from '@/lib/with-texts'
import oidc from '@/messages/en/oidc.json'

/** In the profile: the own sign-ins elsewhere that open this account. Nothing for whoever has none. */
export const OwnSignIns = withTexts({ oidc }, LinkedCard)

/** How the hospital calls it, or where it is, once the hospital uses another. */
export const nameOf = ({ provider, issuer }: ExternalIdentity) => provider ?? new URL(issuer).host

function LinkedCard() {
  const t = useTranslations('oidc.own')
  const own = useQuery(oidcQueries.own())
  if (!own.data?.length) return null
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <CardDescription>{t('description')}</CardDescription>
      </CardHeader>
      <CardContent>
        <ul className="divide-y rounded-lg border">
          {own.data.map((identity) => (
            <Linked key={identity.id} identity={identity} />
          ))}
        </ul>
      </CardContent>
    </Card>
  )
}

function Linked({ identity }: { identity: ExternalIdentity }) {
  const t = useTranslations('oidc.own')
  const format = useFormat()
  const unlink = useUnlink()
  const name = nameOf(identity)
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Link2 aria-hidden className="size-5 shrink-0 text-muted-foreground" />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{name}</p>
        <p className="text-xs text-muted-foreground">
          {t('since', { date: format.date(identity.createdAt), when: format.relative(identity.lastUsedAt) })}
        </p>
      </div>
      <ConfirmDialog
        trigger={
          <Button variant="outline" size="sm">
            {t('unlink')}
          </Button>
        }
        title={t('unlinkTitle', { name })}
        description={t('unlinkText')}
        confirmLabel={t('unlink')}
        destructive
        onConfirm={async () => {
          await unlink.mutateAsync(identity.id)
          toast.success(t('unlinked'))
        }}
      />
    </li>
  )
}
