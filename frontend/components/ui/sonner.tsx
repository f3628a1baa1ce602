'use client'

import { useTheme } from 'next-themes'
import type { CSSProperties } from 'react'
import { Toaster as Sonner, type ToasterProps } from 'sonner'

export function Toaster(props: ToasterProps) {
  const { theme } = useTheme()
  return (
    <Sonner
      theme={(theme ?? 'system') as NonNullable<ToasterProps['theme']>}
      position="bottom-right"
      closeButton
      mobileOffset={{ bottom: '4.75rem' }}
      style={
        {
          '--normal-bg': 'var(--popover)',
          '--normal-text': 'var(--popover-foreground)',
          '--normal-border': 'var(--border)',
          '--border-radius': 'var(--radius)',
          fontFamily: 'inherit',
        } as CSSProperties
      }
      {...props}
    />
  )
}
