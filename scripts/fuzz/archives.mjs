// The target for acquiring: containers of every packing, changed at random, opened and read to their ends.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { acquire } from '../../src/main/io/acquire/acquire.ts'
import { expandWorkbook } from '../../src/main/io/acquire/workbook.ts'
import { AppError } from '../../src/shared/model/app-error.ts'
import { endOfTar, tarEntry } from '../../test/main/io/acquire/tar-builder.ts'
import { buildZip } from '../../test/main/io/acquire/zip-builder.ts'
import { workbookParts } from '../../test/main/io/formats/xlsx-parts.ts'
import { corpusByFormat } from './corpus.mjs'
import { mutate, pick } from './mutate.mjs'

/** No container of the corpus is longer than 128 KiB, so the ratio is never judged and this is the bound. */
const mostDecoded = 129 * 1024 * 1024

export function archiveTarget() {
  const folder = mkdtempSync(join(tmpdir(), 'assay-fuzz-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const corpus = containers()
  const path = join(folder, 'input')
  return {
    name: 'acquire',
    make: (random) => mutate(random, pick(random, corpus), corpus),
    async check(input) {
      writeFileSync(path, input)
      try {
        await readAll(path)
      } catch (error) {
        // A file that is not even a file cannot come from here: every AppError is one too many but this.
        if (!(error instanceof AppError) || error.code !== 'file-unreadable') throw error
      }
      assert.deepEqual(readdirSync(folder), ['input'], 'something was written')
    },
  }
}

async function readAll(path) {
  const { members, notes } = await acquire([path])
  for (const { name } of members) checkName(name)
  for (const { detail } of notes) checkName(detail ?? '')
  let decoded = 0
  for (const packed of members) {
    for (const member of await expandWorkbook(packed)) {
      for await (const chunk of member.open()) decoded += chunk.length
      for (const { detail } of member.notes()) checkName(detail ?? '')
    }
  }
  assert(decoded <= mostDecoded, `${decoded} bytes came out`)
}

/** What is shown of a name has no character that moves the cursor or turns the direction of writing. */
function checkName(name) {
  // oxlint-disable-next-line no-control-regex
  const turns = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/
  assert(!turns.test(name), `shown as it is: ${JSON.stringify(name)}`)
  assert(name.isWellFormed(), `half a surrogate pair: ${JSON.stringify(name)}`)
}

function containers() {
  const texts = [...corpusByFormat().values()].flat().filter(({ bytes }) => bytes.length > 0 && bytes.length < 3000)
  const [a, b, c] = [texts[0], texts[Math.floor(texts.length / 2)], texts.at(-1)].map(({ bytes }) => bytes)
  const tar = Buffer.concat([
    tarEntry('logs/a.log', a),
    tarEntry('x', Buffer.from('30 mtime=1735689600.123456789\n'), { type: 'x' }),
    tarEntry('logs/b.json', b),
    tarEntry('long', Buffer.from(`${'n'.repeat(150)}\0`), { type: 'L' }),
    tarEntry('short', c, { base256: true }),
    endOfTar,
  ])
  const zip = buildZip([
    { name: 'a.log', data: a },
    { name: 'b.json', data: b, method: 0 },
    { name: 'deep/c.gz', data: gzipSync(c) },
    { name: 'd.log', data: c, zip64: true },
  ]).bytes
  const made = [
    gzipSync(a),
    Buffer.concat([gzipSync(a), gzipSync(b), gzipSync(c)]),
    gzipSync(tar),
    zstdCompressSync(b),
    zstdCompressSync(tar),
    tar,
    zip,
    buildZip([{ name: 'inner.zip', data: zip }]).bytes,
    gzipSync(zip),
    buildZip([...workbookParts(workbook)].map(([name, text]) => ({ name, data: Buffer.from(text) }))).bytes,
  ]
  for (const program of ['bzip2', 'xz']) {
    const packed = spawnSync(program, ['-c'], { input: Buffer.concat([a, b, c]) })
    if (packed.status === 0) made.push(packed.stdout)
    else console.warn(`${program} is not installed: its streams are left out`)
  }
  return made
}

const workbook = {
  strings: '<si><t>id</t></si><si><r><t>a</t></r><r><t>ction</t></r></si><si><t xml:space="preserve"> x </t></si>',
  styles: '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
  sheets: [
    {
      name: 'Log',
      xml:
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>' +
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>2</v></c></row>' +
        '<row r="3"><c r="A3" s="1"><v>45000.5</v></c><c r="B3" t="inlineStr"><is><t>y</t></is></c></row></sheetData>',
    },
    { name: 'Other', state: 'hidden', xml: '<sheetData/>' },
  ],
}
