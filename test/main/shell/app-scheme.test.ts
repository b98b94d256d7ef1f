import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerAppRequest,
  contentSecurityPolicy,
  isPageAddress,
  listBuiltFiles,
} from '../../../src/main/shell/app-scheme.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-page-'))
  mkdirSync(join(folder, 'ui', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'ui', 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'ui', 'assets', 'index-1.js'), 'export {}')
  writeFileSync(join(folder, 'ui', 'assets', 'notes.md'), 'not a page file')
  writeFileSync(join(folder, 'secret.html'), 'outside')
})
afterAll(() => rmSync(folder, { recursive: true }))

const get = (url: string, method = 'GET') => answerAppRequest(listBuiltFiles(join(folder, 'ui')), { url, method })

describe('what app://ui answers', () => {
  it('serves listed files with their type', async () => {
    const script = await get('app://ui/assets/index-1.js')
    expect(script.status).toBe(200)
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await script.text()).toBe('export {}')
  })

  it('serves the page for its folder and whatever its query or fragment', async () => {
    for (const address of ['app://ui/', 'app://ui/index.html?x=1', 'app://ui/index.html#/entries'])
      expect(await (await get(address)).text()).toBe('<!doctype html>')
  })

  it.each([
    'app://ui/../secret.html',
    'app://ui/assets/../../secret.html',
    'app://ui/%2e%2e/secret.html',
    'app://ui/..%2fsecret.html',
    'app://other/index.html',
    'app://ui/assets',
    'app://ui/assets/notes.md',
    'app://ui/absent.js',
  ])('answers 404 for %s', async (address) => {
    expect((await get(address)).status).toBe(404)
  })

  it('refuses anything but GET and HEAD', async () => {
    expect((await get('app://ui/index.html', 'POST')).status).toBe(405)
    const head = await get('app://ui/index.html', 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it('sends the policy and the isolation headers with every answer, refusals included', async () => {
    for (const answer of [
      await get('app://ui/index.html'),
      await get('app://ui/absent.js'),
      await get('app://ui/', 'PUT'),
    ]) {
      expect(answer.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
  })

  it('has a policy that allows own files only and no connection, no frame, no inline code', () => {
    expect(contentSecurityPolicy).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
  })

  it('knows its own page', () => {
    expect(isPageAddress('app://ui/index.html#/x')).toBe(true)
    for (const address of ['app://uix/index.html', 'https://app//ui/', 'file:///app://ui/', 'app://ui'])
      expect(isPageAddress(address)).toBe(false)
  })
})
