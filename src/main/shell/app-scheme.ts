/**
 * What `app://ui/…` answers: the built page from an allow-list that is made once, at start. A request is looked up in
 * that list and never joined to a path. Every answer carries the content security policy as a response header. The PDF
 * preview, which will need a frame rule of its own, is not served here.
 */
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

export const appScheme = 'app'
export const pageAddress = `${appScheme}://ui/index.html`
const pagePrefix = `${appScheme}://ui/`

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const typeByExtension: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

interface BuiltFile {
  readonly file: string
  readonly contentType: string
}

/** Address to file, for every built file of a known type below `directory`. */
export function listBuiltFiles(directory: string): ReadonlyMap<string, BuiltFile> {
  const fileByAddress = new Map<string, BuiltFile>()
  addFolder(directory, '')
  return fileByAddress

  function addFolder(folder: string, prefix: string): void {
    for (const item of readdirSync(folder, { withFileTypes: true })) {
      const file = join(folder, item.name)
      if (item.isDirectory()) addFolder(file, `${prefix}${item.name}/`)
      const contentType = typeByExtension[extname(item.name)]
      if (item.isFile() && contentType !== undefined)
        fileByAddress.set(`${pagePrefix}${prefix}${item.name}`, { file, contentType })
    }
  }
}

/** True for an address of the product's own page, whatever its query or fragment. */
export function isPageAddress(address: string): boolean {
  return address.startsWith(pagePrefix)
}

/** Answers one request of a page: a listed file by GET, everything else 404 or 405. */
export async function answerAppRequest(
  files: ReadonlyMap<string, BuiltFile>,
  request: { readonly url: string; readonly method: string },
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return new Response(null, { status: 405, headers: headersFor('text/plain') })
  const address = request.url.replace(/[?#].*$/s, '')
  const built = files.get(address === pagePrefix ? pageAddress : address)
  if (built === undefined) return new Response(null, { status: 404, headers: headersFor('text/plain') })
  const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(built.file))
  return new Response(body, { status: 200, headers: headersFor(built.contentType) })
}

function headersFor(contentType: string): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
  }
}
