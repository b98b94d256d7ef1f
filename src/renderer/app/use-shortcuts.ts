/** Keys that work anywhere. Single keys are not among them (WCAG 2.1.4); those belong to the grid while it has focus. */
import { useEffect } from 'react'

export interface Shortcuts {
  readonly openPalette: () => void
  readonly go: (path: string) => void
}

const panes = ['top', 'rail', 'content', 'status'] as const

export function useShortcuts({ openPalette, go }: Shortcuts): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'F6') {
        event.preventDefault()
        focusNextPane(event.shiftKey ? -1 : 1)
        return
      }
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      const key = event.key.toLowerCase()
      if (key === 'k') openPalette()
      else if (key === 'i') go('/import')
      else if (key === 'o') go('/')
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })
}

function focusNextPane(step: 1 | -1): void {
  const present = panes
    .map((name) => document.querySelector<HTMLElement>(`[data-pane="${name}"]`))
    .filter((pane) => pane !== null)
  const current = present.findIndex((pane) => pane.contains(document.activeElement))
  const next = present[(current + step + present.length) % present.length]
  if (next === undefined) return
  const inside = next.matches('[tabindex]')
    ? next
    : next.querySelector<HTMLElement>('a[href], button:not([disabled]), input, select, [tabindex]')
  inside?.focus()
}
