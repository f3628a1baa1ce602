'use client'

import { type CSSProperties, useEffect } from 'react'
import { Toaster as Sonner, type ToasterProps } from 'sonner'
import { useTheme } from '@/lib/theme'
import { toasterIsPresent } from '@/lib/toast'

export function Toaster(props: ToasterProps) {
  const theme = useTheme()
  useEffect(toasterIsPresent, [])
  return (
    <Sonner
      theme={theme}
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
