import type { ReactNode } from 'react'

interface CrashNoteProps {
  title: string
  description: string
  retry: string
  onRetry: () => void
  children?: ReactNode
}

/**
 * What stands where a page broke. Every page carries it with it, and it has to work when little else does: so it draws
 * its button and its text by itself, without our other components.
 */
export function CrashNote({ title, description, retry, onRetry, children }: CrashNoteProps) {
  return (
    <div className="grid justify-items-center gap-4 px-6 text-center">
      <h1 className="text-xl font-semibold">{title}</h1>
      <p className="max-w-sm text-muted-foreground">{description}</p>
      <button
        type="button"
        onClick={onRetry}
        className="h-9 rounded-md bg-primary px-4 text-sm font-medium text-primary-foreground hover:bg-primary-hover focus-visible:outline-2 focus-visible:outline-offset-2 focus-visible:outline-ring"
      >
        {retry}
      </button>
      {children}
    </div>
  )
}
