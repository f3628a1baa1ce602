import { useTranslations } from 'next-intl'
import { Wordmark } from './logo'

/** The edges of the frame while it is not yet known who is signed in. */
export function FrameSkeleton() {
  const t = useTranslations('common')
  return (
    <>
      <header className="fixed inset-y-0 left-0 hidden w-60 border-r border-sidebar-border bg-sidebar px-5 text-sidebar-accent-foreground lg:block">
        <div className="flex h-14 items-center">
          <Wordmark name={t('appName')} className="[&_svg]:text-sidebar-mark" />
        </div>
      </header>
      <div className="h-14 border-b" />
    </>
  )
}
