import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { controlResults, verdictWords } from '../../../../src/shared/model/verdict.ts'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import { renderReport, type RenderOptions } from '../../../../src/main/io/report/render-report.ts'
import { inFolder, run } from '../signing/material.ts'
import { sampleDigest, sampleReport } from './sample-report.ts'

let sha256: Hasher
const list = new TextEncoder().encode(`${sampleDigest}  data/x.csv\n`)

function options(createdAt = '2026-01-12T09:02:11Z'): RenderOptions {
  return {
    createdAt: new Date(createdAt),
    attachments: [
      { name: 'digests-sha256.txt', bytes: list, mime: 'text/plain', relationship: 'Data', description: 'Digests' },
    ],
    software: 'Assay test',
    sha256,
  }
}

beforeAll(async () => {
  sha256 = await loadHasher('sha256')
})

async function pdfJson(context: Parameters<typeof run>[0], pdf: Uint8Array): Promise<PdfJson> {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'r.pdf'), pdf)
    const { text } = run(context, 'qpdf', ['--json=1', 'r.pdf'], folder)
    return JSON.parse(text) as PdfJson
  })
}

interface PdfJson {
  readonly objects: Record<string, unknown>
  readonly pages: readonly unknown[]
}

type Dictionary = Record<string, unknown>

describe('a rendered report', () => {
  it('is the same file for the same model, time and attachments, in every zone, and another for another time or model', async () => {
    const first = await renderReport(sampleReport({ rows: 3 }), options())
    expect(await renderReport(sampleReport({ rows: 3 }), options())).toEqual(first)
    expect(await renderReport(sampleReport({ rows: 3 }), options('2026-01-12T09:02:12Z'))).not.toEqual(first)
    const fileId = (pdf: Uint8Array): string =>
      /\/ID \[<([0-9a-f]+)>/.exec(Buffer.from(pdf).toString('latin1'))?.[1] ?? ''
    expect(fileId(first)).toMatch(/^[0-9a-f]{32}$/)
    expect(fileId(await renderReport(sampleReport({ rows: 4 }), options()))).not.toBe(fileId(first))
    const script = `
      import { createHash } from 'node:crypto'
      import { loadHasher } from './src/main/io/host/hashers.ts'
      import { renderReport } from './src/main/io/report/render-report.ts'
      import { sampleReport } from './test/main/io/report/sample-report.ts'
      const pdf = await renderReport(sampleReport({ rows: 3 }), { createdAt: new Date('2026-01-12T09:02:11Z'), software: 'Assay test', sha256: await loadHasher('sha256'),
        attachments: [{ name: 'digests-sha256.txt', bytes: new TextEncoder().encode(process.argv.at(-1)), mime: 'text/plain', relationship: 'Data', description: 'Digests' }] })
      console.log(createHash('sha256').update(pdf).digest('hex'))`
    const digestIn = (zone: string): string => {
      const result = spawnSync(
        process.execPath,
        ['--input-type=module', '-e', script, new TextDecoder().decode(list)],
        { encoding: 'utf8', env: { ...process.env, TZ: zone } },
      )
      return result.stdout.trim() || result.stderr
    }
    const tokyo = digestIn('Asia/Tokyo')
    expect(tokyo).toMatch(/^[0-9a-f]{64}$/)
    expect(digestIn('UTC')).toBe(tokyo)
    expect(Buffer.from(sha256.hash(first)).toString('hex')).toBe(tokyo)
  })

  it('says in text what it shows: every verdict word, n of m, empty tables, digests, and what a reader could not see', async (context) => {
    const pdf = await renderReport(sampleReport({ rows: 3 }), options())
    await inFolder((folder) => {
      writeFileSync(join(folder, 'r.pdf'), pdf)
      const { text } = run(context, 'pdftotext', ['-layout', 'r.pdf', '-'], folder)
      for (const verdict of [...verdictWords, ...controlResults])
        expect(text).toMatch(new RegExp(`^ *${verdict} +scope of ${verdict}$`, 'm'))
      expect(text).toContain('1,000 of 12,345')
      expect(text).toContain('999 of 12,345: reason for mismatch')
      expect(text).toContain('No exception was noted.')
      expect(text).not.toContain('Never shown')
      expect(text).toContain(sampleDigest)
      expect(text).toContain('a\\u{202e}b \\u{4e2d} \\u{7} end')
      expect(text).toMatch(/2025-04-02 +0\n/)
      expect(text).toContain('Shop & Söhne <spring>')
      expect(text).toMatch(/page 1 of \d/)
    })
  })

  it('repeats the head of a table on each page, keeps each row once and whole, and counts its pages', async (context) => {
    const pdf = await renderReport(sampleReport({ rows: 2000 }), options())
    await inFolder((folder) => {
      writeFileSync(join(folder, 'r.pdf'), pdf)
      const { text } = run(context, 'pdftotext', ['-layout', 'r.pdf', '-'], folder)
      const pages = text.split('\f').slice(0, -1)
      expect(pages.length).toBeGreaterThan(40)
      for (const [index, page] of pages.entries()) {
        expect(page).toContain(`page ${index + 1} of ${pages.length}`)
      }
      const withRows = pages.filter((page) => /actor-\d/.test(page))
      expect(withRows.length).toBeGreaterThan(40)
      for (const page of withRows) expect(page).toMatch(/Time +Actor +Digest +Amount/)
      const actors = [...text.matchAll(/\bactor-(\d+)\b/g)].map((match) => Number(match[1]))
      expect(actors).toEqual(Array.from({ length: 2000 }, (_, index) => index))
    })
  })

  it('breaks a cell that is taller than a page over pages without losing a line', async (context) => {
    const words = Array.from({ length: 1500 }, (_, index) => `w${index}`)
    const model = {
      ...sampleReport({ rows: 0 }),
      sections: [
        {
          id: 'x',
          heading: 'X',
          blocks: [
            {
              kind: 'table' as const,
              columns: [{ label: 'A' }, { label: 'B' }],
              rows: [
                [words.join(' '), 'short'],
                ['next', 'row'],
              ],
              emptyText: '',
            },
          ],
        },
      ],
    }
    const pdf = await renderReport(model, options())
    await inFolder((folder) => {
      writeFileSync(join(folder, 'r.pdf'), pdf)
      const { text } = run(context, 'pdftotext', ['r.pdf', '-'], folder)
      expect([...text.matchAll(/\bw(\d+)\b/g)].map((match) => match[0])).toEqual(words)
      expect(text).toContain('next')
    })
  })

  it('is declared PDF/A-3 level A and has what these rules can check', async (context) => {
    const pdf = await renderReport(sampleReport({ rows: 50 }), options())
    const { objects } = await pdfJson(context, pdf)
    const all = Object.values(objects).filter(
      (object): object is Dictionary => typeof object === 'object' && object !== null && !Array.isArray(object),
    )
    const catalog = all.find((object) => object['/Type'] === '/Catalog') ?? {}
    expect(catalog['/Lang']).toBe('en')
    expect(catalog['/StructTreeRoot']).toBeDefined()
    expect(catalog['/OutputIntents']).toHaveLength(1)
    expect(catalog['/AF']).toHaveLength(1)
    expect((objects[String(catalog['/MarkInfo'])] as Dictionary)['/Marked']).toBe(true)
    expect(catalog['/OpenAction'] ?? catalog['/AA']).toBeUndefined()
    expect(JSON.stringify(objects)).not.toMatch(/\/JavaScript|\/Encrypt|\/LZWDecode/)

    const fonts = all.filter((object) => object['/Type'] === '/Font' && object['/Subtype'] === '/Type0')
    expect(fonts).toHaveLength(3)
    for (const font of fonts) expect(font['/ToUnicode']).toBeDefined()
    const descriptors = all.filter((object) => object['/Type'] === '/FontDescriptor')
    expect(descriptors).toHaveLength(3)
    for (const descriptor of descriptors) expect(descriptor['/FontFile2']).toBeDefined()

    const specification = all.find((object) => object['/Type'] === '/Filespec') ?? {}
    expect(specification).toMatchObject({
      '/AFRelationship': '/Data',
      '/F': 'digests-sha256.txt',
      '/UF': 'digests-sha256.txt',
    })
    const embedded = all.find((object) => object['/Type'] === '/EmbeddedFile') ?? {}
    expect(embedded).toMatchObject({
      '/Subtype': '/text#2fplain',
      '/Params': { '/ModDate': 'D:20260112090211Z', '/Size': list.length },
    })

    const xmp = /<x:xmpmeta[\s\S]+<\/x:xmpmeta>/.exec(Buffer.from(pdf).toString('utf8'))?.[0] ?? ''
    expect(xmp).toContain('<pdfaid:part>3</pdfaid:part>')
    expect(xmp).toContain('<pdfaid:conformance>A</pdfaid:conformance>')
    expect(xmp).toContain('Shop &amp; Söhne &lt;spring&gt;')
    await inFolder((folder) => {
      writeFileSync(join(folder, 'r.pdf'), pdf)
      const check = run(context, 'qpdf', ['--check', 'r.pdf'], folder)
      expect(check.code, check.text).toBe(0)
      expect(run(context, 'pdfinfo', ['r.pdf'], folder).text).toMatch(/Title: +Evidence report: Shop & Söhne <spring>/)
    })
  })

  it('is tagged: headings, paragraphs and tables stand in one tree in reading order', async (context) => {
    const pdf = await renderReport(sampleReport({ rows: 2 }), options())
    await inFolder((folder) => {
      writeFileSync(join(folder, 'r.pdf'), pdf)
      const { text } = run(context, 'pdfinfo', ['-struct-text', 'r.pdf'], folder)
      const order = ['Document', 'H1', 'Table', 'TOC', 'Sect', 'H2'].map((type) =>
        text.search(new RegExp(`^ *${type}\\b`, 'm')),
      )
      expect(order.every((at) => at >= 0)).toBe(true)
      expect(order).toEqual([...order].toSorted((left, right) => left - right))
      expect(text).toMatch(/TH:\s+\/Scope \/Column\s+"Actor"/)
      expect(text).toMatch(/TD\s+"actor-1"/)
    })
  })

  it('stops when its caller throws between two pieces of work', async () => {
    const stop = new Error('stop')
    let calls = 0
    const breathe = (): Promise<void> => {
      calls += 1
      return calls > 4 ? Promise.reject(stop) : Promise.resolve()
    }
    await expect(renderReport(sampleReport({ rows: 5000 }), { ...options(), breathe })).rejects.toBe(stop)
  })
})
