import { SearchX } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'

export default function NotFound() {
  const t = useTranslations('common.notFound')
  return (
    <div className="grid min-h-[60dvh] place-content-center">
      <h1 className="sr-only">{t('title')}</h1>
      <Empty icon={SearchX} title={t('title')} description={t('description')}>
        <Button asChild>
          <Link href="/">{t('home')}</Link>
        </Button>
      </Empty>
    </div>
  )
}
