'use client'

import type { Amendment } from '@hms/contract/amendments'
import type { ComponentProps, ReactNode } from 'react'
import { QueryCard } from '@/components/ui/query-card'

type Card = ComponentProps<typeof QueryCard<Amendment[]>>

interface AmendmentCardProps extends Pick<Card, 'title' | 'hint' | 'footer' | 'query'> {
  none: string
  label: string
  children: (item: Amendment) => ReactNode
}

/** The requests about one record. */
export function AmendmentCard({ none, label, children, ...card }: AmendmentCardProps) {
  return (
    <QueryCard {...card} height="h-16">
      {(items) =>
        items.length === 0 ? (
          <p className="text-sm text-muted-foreground">{none}</p>
        ) : (
          <ul aria-label={label} className="divide-y">
            {items.map(children)}
          </ul>
        )
      }
    </QueryCard>
  )
}
