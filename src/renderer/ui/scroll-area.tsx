/** A part that scrolls by itself. It takes focus, so that the keyboard can move what a mouse can (WCAG 2.1.1). */
import type { ReactNode } from 'react'

export interface ScrollAreaProps {
  readonly label: string
  readonly className: string | undefined
  readonly children: ReactNode
}

export function ScrollArea({ label, className, children }: ScrollAreaProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling part without a focus stop cannot be scrolled by keyboard
    <div className={className} tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  )
}
