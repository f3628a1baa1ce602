import type { ReactNode } from 'react'
import { Breadcrumb, type Crumb } from './breadcrumb'

interface PageHeaderProps {
  title: ReactNode
  description?: ReactNode
  breadcrumb?: Crumb[]
  /** Buttons at the right; the most important one last. */
  actions?: ReactNode
}

export function PageHeader({ title, description, breadcrumb, actions }: PageHeaderProps) {
  return (
    <header data-slot="page-header" className="mb-6 flex flex-col gap-2">
      {breadcrumb && <Breadcrumb items={breadcrumb} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 gap-1">
          <h1 className="text-2xl leading-8 font-semibold tracking-tight">{title}</h1>
          {description && <div className="max-w-2xl text-muted-foreground">{description}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  )
}
