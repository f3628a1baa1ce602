/** Where the browser keeps the chosen theme: `light`, `dark` or `system`. */
export const themeKey = 'hms.theme'

/**
 * Gives the document its colours. Uses nothing but its arguments, as the head of every document calls it by its source
 * (`HeadScript`), before the first paint.
 */
export function paintTheme(key: string, chosen: string | null) {
  const root = document.documentElement
  let theme = chosen
  try {
    theme ??= localStorage.getItem(key)
  } catch {
    // Storage may be forbidden; then the device decides.
  }
  const isDark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.classList.toggle('dark', isDark)
  root.classList.toggle('light', !isDark)
  root.style.colorScheme = isDark ? 'dark' : 'light'
}
