import { SearchX } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { buttonVariants } from '@/components/ui/button'
import { Empty } from '@/components/ui/empty'

export default function NotFound() {
  const t = useTranslations('common.notFound')
  return (
    <div className="grid min-h-[60dvh] place-content-center">
      <h1 className="sr-only">{t('title')}</h1>
      <Empty icon={SearchX} title={t('title')} description={t('description')}>
        {/* eslint-disable-next-line @next/next/no-html-link-for-pages -- every page carries this one; a router's link would be a second copy */}
        <a href="/" className={buttonVariants()}>
          {t('home')}
        </a>
      </Empty>
    </div>
  )
}
