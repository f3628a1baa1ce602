import { useEffect } from 'react'

/**
 * Asks before unsaved work is left behind: by closing the page or by following a link on it.
 * @param question what to ask; null while there is nothing to lose
 */
export function useUnsavedWarning(question: string | null): void {
  useEffect(() => {
    if (question === null) return
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.('a[href]')
      const staysHere = !link || link.getAttribute('target') === '_blank' || event.ctrlKey || event.metaKey
      if (staysHere || window.confirm(question)) return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('beforeunload', onUnload)
    document.addEventListener('click', onClick, true)
    return () => {
      window.removeEventListener('beforeunload', onUnload)
      document.removeEventListener('click', onClick, true)
    }
  }, [question])
}
