/**
 * Keeps every page where it is: no navigation, no redirect, no frame, no new window. A link to an allowed address is
 * offered to the user, who sees it in full; everything else is refused without a word on screen and counted in the log.
 */
import type { WebContents } from 'electron'
import { allowedExternalLink } from './external-links.ts'

export interface GuardPorts {
  /** Shows the address, asks, and opens it in the system's browser when the user agrees. */
  readonly offerLink: (address: string) => void
  readonly log: (code: string) => void
}

export function guardNavigation(contents: WebContents, ports: GuardPorts): void {
  contents.on('will-navigate', (event) => refuse(event, 'navigation-refused'))
  contents.on('will-frame-navigate', (event) => refuse(event, 'navigation-refused'))
  contents.on('will-redirect', (event) => refuse(event, 'redirect-refused'))
  contents.on('will-attach-webview', (event) => refuse(event, 'webview-refused'))
  contents.setWindowOpenHandler(({ url }) => {
    const address = allowedExternalLink(url)
    if (address === undefined) ports.log('window-refused')
    else ports.offerLink(address)
    return { action: 'deny' }
  })

  function refuse(event: { preventDefault(): void }, code: string): void {
    event.preventDefault()
    ports.log(code)
  }
}
