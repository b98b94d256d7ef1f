import { describe, expect, it } from 'vitest'
import { allowedExternalLink } from '../../../src/main/shell/external-links.ts'

describe('external links', () => {
  it('are https addresses of the listed publishers', () => {
    expect(allowedExternalLink('https://www.rfc-editor.org/rfc/rfc6962#section-2.1')).toBe(
      'https://www.rfc-editor.org/rfc/rfc6962#section-2.1',
    )
  })

  it.each([
    'http://www.rfc-editor.org/',
    'https://www.rfc-editor.org.example.org/',
    'https://user@www.rfc-editor.org/',
    'https://www.rfc-editor.org:8443/',
    'https://example.org/',
    'javascript:alert(1)',
    'file:///etc/hosts',
    'www.rfc-editor.org',
    '',
  ])('are not %j', (address) => {
    expect(allowedExternalLink(address)).toBeUndefined()
  })
})
