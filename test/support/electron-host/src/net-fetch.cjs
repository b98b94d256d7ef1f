'use strict'
/** `net.fetch`: like fetch, and also for file: URLs. */
const fs = require('node:fs')
const path = require('node:path')
const { Readable } = require('node:stream')
const { fileURLToPath } = require('node:url')

const TYPES = {
  html: 'text/html',
  htm: 'text/html',
  js: 'text/javascript',
  mjs: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
  map: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  woff: 'font/woff',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
  otf: 'font/otf',
  wasm: 'application/wasm',
  txt: 'text/plain',
  xml: 'text/xml',
  pdf: 'application/pdf',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
}

async function netFetch(input, init = {}) {
  const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
  if (!address.startsWith('file:')) return fetch(input, init)
  const file = fileURLToPath(address.replace(/[?#].*$/, ''))
  let size
  try {
    const stat = await fs.promises.stat(file)
    if (!stat.isFile()) throw new Error('not a file')
    size = stat.size
  } catch {
    throw new Error('net::ERR_FILE_NOT_FOUND')
  }
  const type = TYPES[path.extname(file).slice(1).toLowerCase()] ?? 'application/octet-stream'
  return new Response(Readable.toWeb(fs.createReadStream(file)), {
    headers: { 'content-type': type, 'content-length': String(size) },
  })
}

module.exports = { netFetch }
