'use client'

import { type ComponentProps, createContext, type KeyboardEvent, useContext, useEffect, useId, useRef } from 'react'
import { cn } from '@/lib/utils'

interface TabsState {
  id: string
  value: string
  choose: (value: string) => void
}

const TabsContext = createContext<TabsState | null>(null)

function useTabs(): TabsState {
  const state = useContext(TabsContext)
  if (!state) throw new Error('A tab stands outside of its Tabs.')
  return state
}

interface TabsProps extends ComponentProps<'div'> {
  value: string
  onValueChange: (value: string) => void
}

/** Sections of which one is shown (the tabs pattern of the ARIA Authoring Practices; moving the focus chooses). */
export function Tabs({ value, onValueChange, className, ...props }: TabsProps) {
  const id = useId()
  return (
    <TabsContext value={{ id, value, choose: onValueChange }}>
      <div data-slot="tabs" className={cn('flex flex-col gap-4', className)} {...props} />
    </TabsContext>
  )
}

const steps: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
}

export function TabsList({ className, ...props }: ComponentProps<'div'>) {
  const { value } = useTabs()
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    // On a phone it may stand beyond the edge.
    if (tab) list.current!.scrollLeft = tab.offsetLeft - (list.current!.clientWidth - tab.offsetWidth) / 2
  }, [value])
  function move(event: KeyboardEvent<HTMLDivElement>) {
    const step = steps[event.key]
    if (!step) return
    const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')]
    const next = tabs[step(tabs.indexOf(document.activeElement as HTMLElement), tabs.length)]
    event.preventDefault()
    next?.focus()
    next?.click()
  }
  return (
    <div
      ref={list}
      data-slot="tabs-list"
      role="tablist"
      onKeyDown={move}
      className={cn('relative flex gap-1 overflow-x-auto border-b', className)}
      {...props}
    />
  )
}

export function TabsTrigger({ value, className, ...props }: ComponentProps<'button'> & { value: string }) {
  const tabs = useTabs()
  const isActive = tabs.value === value
  return (
    <button
      type="button"
      role="tab"
      id={`${tabs.id}-tab-${value}`}
      aria-controls={`${tabs.id}-panel-${value}`}
      aria-selected={isActive}
      tabIndex={isActive ? 0 : -1}
      data-slot="tabs-trigger"
      onClick={() => tabs.choose(value)}
      className={cn(
        '-mb-px flex h-10 items-center gap-2 border-b-2 border-transparent px-3 text-sm font-medium whitespace-nowrap text-muted-foreground transition-colors hover:text-foreground focus-visible:outline-offset-[-2px] aria-selected:border-primary aria-selected:text-foreground',
        className,
      )}
      {...props}
    />
  )
}

/** Holds what belongs to a tab; empty while another one is chosen. */
export function TabsContent({ value, className, children, ...props }: ComponentProps<'div'> & { value: string }) {
  const tabs = useTabs()
  const isActive = tabs.value === value
  return (
    <div
      role="tabpanel"
      id={`${tabs.id}-panel-${value}`}
      aria-labelledby={`${tabs.id}-tab-${value}`}
      tabIndex={0}
      hidden={!isActive}
      data-slot="tabs-content"
      className={cn('rounded-lg outline-offset-4', className)}
      {...props}
    >
      {isActive && children}
    </div>
  )
}
