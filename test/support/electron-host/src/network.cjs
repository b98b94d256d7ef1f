'use strict'
/**
 * Every request of every window passes through here (CDP Fetch on the browser itself: frames, workers, popups alike):
 * custom schemes, session.webRequest, navigation guards and windows that were not allowed to open.
 */
const { app } = require('./app.cjs')
const { schemes } = require('./schemes.cjs')

let cdp
/** Set by web-contents.cjs. @type {(frameId: string|undefined) => any} */
let findContents = () => undefined
/** Set by session.cjs. */
let defaultSession

const toRecord = (list) => {
  const out = {}
  for (const { name, value } of list ?? []) (out[name] ??= []).push(value)
  return out
}
const toList = (record) =>
  Object.entries(record).flatMap(([name, values]) => [values].flat().map((value) => ({ name, value: String(value) })))
const TYPES = {
  Document: 'mainFrame',
  Stylesheet: 'stylesheet',
  Script: 'script',
  Image: 'image',
  Font: 'font',
  XHR: 'xhr',
  Fetch: 'xhr',
  Media: 'media',
  WebSocket: 'webSocket',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
}

async function start(browser) {
  cdp = browser.cdp
  cdp.sessions.on('root', (method, params) => {
    if (method === 'Fetch.requestPaused')
      handle(params).catch((error) => {
        process.stderr.write(`electron-host: ${params.request.url}: ${error.stack}\n`)
        fail(params.requestId, 'Failed')
      })
  })
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
}

const quiet = (promise) => promise.catch(() => {}) // the request may be gone together with its window
const fail = (requestId, errorReason) => quiet(cdp.send('Fetch.failRequest', { requestId, errorReason }))

async function handle(params) {
  const { requestId, request, frameId, resourceType } = params
  let contents = findContents(frameId)
  if (resourceType === 'Document' && params.responseStatusCode === undefined) {
    // What a popup wants to load on its own never loads: a denied one is closed, an allowed one loads it once its preload is in place.
    if (!(await app.hostPopupAllowed(frameId))) return fail(requestId, 'Aborted')
    contents = findContents(frameId)
  }
  const session = contents?.session ?? defaultSession
  const url = schemes.toApp(request.url + (request.urlFragment ?? ''))
  const isMainFrame = resourceType === 'Document' && contents?.hostTargetId === frameId
  const details = {
    id: Number(/\d+/.exec(requestId)?.[0] ?? 0),
    url,
    method: request.method,
    webContentsId: contents?.id,
    webContents: contents,
    frame: contents?.mainFrame,
    resourceType: resourceType === 'Document' && !isMainFrame ? 'subFrame' : (TYPES[resourceType] ?? 'other'),
    referrer: schemes.toApp(request.headers.Referer ?? request.headers.referer ?? ''),
    timestamp: Date.now(),
  }

  // Second stage: the response's headers have arrived.
  if (params.responseStatusCode !== undefined || params.responseErrorReason) {
    if (params.responseErrorReason) return quiet(cdp.send('Fetch.continueRequest', { requestId }))
    const responseHeaders = toRecord(params.responseHeaders)
    const answer = await session.webRequest.hostAsk('onHeadersReceived', {
      ...details,
      statusCode: params.responseStatusCode,
      statusLine: `HTTP/1.1 ${params.responseStatusCode}`,
      responseHeaders,
    })
    if (answer?.cancel) return fail(requestId, 'BlockedByClient')
    if (!answer?.responseHeaders) return quiet(cdp.send('Fetch.continueResponse', { requestId }))
    return quiet(
      cdp.send('Fetch.continueResponse', {
        requestId,
        responseCode: params.responseStatusCode,
        responseHeaders: toList(answer.responseHeaders),
      }),
    )
  }

  if (resourceType === 'Document' && contents) {
    if (isMainFrame) contents.hostBeforeNavigation(url)
    if (
      await contents.hostNavigationPrevented({
        url,
        frameId,
        isMainFrame,
        redirected: Boolean(params.redirectedRequestId),
      })
    )
      return fail(requestId, 'Aborted')
    if (isMainFrame) await session.hostApplyPermissions(contents, url)
  }

  const before = await session.webRequest.hostAsk('onBeforeRequest', {
    ...details,
    uploadData: request.postData ? [{ bytes: Buffer.from(request.postData) }] : undefined,
  })
  if (before?.cancel) return fail(requestId, 'BlockedByClient')
  if (before?.redirectURL)
    return quiet(
      cdp.send('Fetch.fulfillRequest', {
        requestId,
        responseCode: 307,
        responseHeaders: [
          { name: 'Location', value: schemes.toHttps(before.redirectURL) },
          { name: 'Access-Control-Allow-Origin', value: '*' },
        ],
      }),
    )
  const sending = await session.webRequest.hostAsk('onBeforeSendHeaders', {
    ...details,
    requestHeaders: { ...request.headers },
  })
  if (sending?.cancel) return fail(requestId, 'BlockedByClient')

  const custom = schemes.schemeOf(url)
  if (custom && request.url.startsWith('https:'))
    return fulfil(params, url, details, session, sending?.requestHeaders ?? request.headers)
  return quiet(
    cdp.send('Fetch.continueRequest', {
      requestId,
      interceptResponse: session.webRequest.hostListens('onHeadersReceived'),
      headers: sending?.requestHeaders ? toList(sending.requestHeaders) : undefined,
    }),
  )
}

/** Answers a request for a custom scheme with the Response of the app's protocol.handle(). */
async function fulfil({ requestId, request }, url, details, session, headers) {
  const handler = session.protocol.hostHandler(schemes.schemeOf(url))
  if (!handler) return fail(requestId, 'ConnectionFailed')
  let response
  try {
    const body = request.hasPostData
      ? request.postDataEntries?.length
        ? Buffer.concat(request.postDataEntries.map((e) => Buffer.from(e.bytes ?? '', 'base64')))
        : request.postData
      : undefined
    const clean = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        /^(origin|referer)$/i.test(name) ? schemes.toApp(String(value)) : String(value),
      ]),
    )
    response = await handler(
      new Request(url, {
        method: request.method,
        headers: clean,
        body: /^(GET|HEAD)$/.test(request.method) ? undefined : body,
        duplex: 'half',
      }),
    )
  } catch (error) {
    process.stderr.write(`electron-host: protocol handler for ${url}: ${error?.stack ?? error}\n`)
    return fail(requestId, 'Failed')
  }
  if (!(response instanceof Response) || response.type === 'error') return fail(requestId, 'Failed')
  let responseHeaders = {}
  for (const [name, value] of response.headers) (responseHeaders[name] ??= []).push(value)
  const answer = await session.webRequest.hostAsk('onHeadersReceived', {
    ...details,
    statusCode: response.status,
    statusLine: `HTTP/1.1 ${response.status}`,
    responseHeaders,
  })
  if (answer?.cancel) return fail(requestId, 'BlockedByClient')
  if (answer?.responseHeaders) responseHeaders = answer.responseHeaders
  const list = toList(responseHeaders)
    .map(({ name, value }) => ({
      name,
      value: /^(content-security-policy(-report-only)?|access-control-allow-origin|location|link|refresh)$/i.test(name)
        ? schemes.rewriteHeader(name, value)
        : value,
    }))
    .filter(({ name }) => !/^(content-encoding|content-length|transfer-encoding)$/i.test(name))
  const body =
    request.method === 'HEAD' || response.body === null ? Buffer.alloc(0) : Buffer.from(await response.arrayBuffer())
  return quiet(
    cdp.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responsePhrase: response.statusText || undefined,
      responseHeaders: list,
      body: body.toString('base64'),
    }),
  )
}

app.hostBeforeReady.push(start)
module.exports = {
  hostNetwork: {
    set findContents(fn) {
      findContents = fn
    },
    set defaultSession(session) {
      defaultSession = session
    },
  },
}
