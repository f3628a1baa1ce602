'use client'

import { Moon, Sun } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { toggleTheme } from '@/lib/theme'

/** One press changes between light and dark; following the device is in the account menu. */
export function ThemeSwitch({ className }: { className?: string }) {
  const t = useTranslations('shell')
  return (
    <Button
      variant="ghost"
      size="icon"
      className={className}
      aria-label={t('palette.toggleTheme')}
      onClick={toggleTheme}
    >
      <Sun aria-hidden className="dark:hidden" />
      <Moon aria-hidden className="hidden dark:block" />
    </Button>
  )
}
