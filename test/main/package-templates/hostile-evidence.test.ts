/** Evidence that wants to be more than text: formulas, controls of writing direction, markup, catalogue syntax. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueTestKey, passphrase } from '../io/signing/material.ts'
import { startSampleEngine } from './build-sample-package.ts'
import { reportTextOf, skipUnless, unpacked } from './outside-programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-hostile-'))
const formula = '=HYPERLINK("http://attacker.example","open")'
const turned = 'user\u202Egnp.exe'
let files: Map<string, Uint8Array>
let text = ''

beforeAll(async () => {
  const row = (line: number, more: object): string =>
    JSON.stringify({
      id: `e${line}`,
      actor_id: turned,
      actor_role: 'admin',
      actor_type: 'human',
      resource_type: 'user',
      resource_id: formula,
      action: 'update',
      old_values: { role: 'clerk' },
      new_values: { role: 'admin' },
      timestamp: `2025-03-0${line}T10:00:00.000000Z`,
      sequence: line,
      ...more,
    })
  writeFileSync(
    join(folder, 'hostile.ndjson'),
    `${[row(1, {}), row(2, { action: '{{n}} $t(statement.purpose)', resource_type: '<b>&amp;' }), row(3, { action: 'export', actor_id: '-2+3', resource_type: '@x' })].join('\n')}\n`,
  )
  writeFileSync(join(folder, 'key.p12'), issueTestKey().p12)
  const engine = await startSampleEngine()
  try {
    const { engagementId } = await engine.call('engagement.create', {
      file: join(folder, 'x.assay'),
      name: '=1+1 <x> \u202E',
      period: { from: '2025-03-01', to: '2025-03-03' },
      frameworks: [],
    })
    await engine.job('source.import', { engagementId, file: join(folder, 'hostile.ndjson'), profileId: 'guide-b' })
    const built = await engine.job('package.build', {
      engagementId,
      template: 'soc2',
      keyFile: join(folder, 'key.p12'),
      passphrase,
      out: join(folder, 'x.evidence.zip'),
    })
    files = await unpacked(built.path)
    text = await reportTextOf(built.path)
  } finally {
    await engine.close()
  }
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const csv = (name: string): string => Buffer.from(files.get(`data/extracts/${name}`) as Uint8Array).toString('utf8')

describe('hostile evidence', () => {
  it('runs as no formula when an extract is opened', () => {
    expect(csv('source-1-administrators.csv')).toContain(`"'=HYPERLINK(""http://attacker.example"",""open"")"`)
    expect(csv('source-1-exports.csv')).toContain("'-2+3,'@x,1,0")
    const tables = [...files].filter(([path]) => path.endsWith('.csv'))
    const cells = tables.flatMap(([, bytes]) =>
      Buffer.from(bytes)
        .toString('utf8')
        .split('\r\n')
        .slice(1)
        .flatMap((line) => line.split(',')),
    )
    expect(cells.filter((cell) => /^"?[=+@]/.test(cell))).toEqual([])
  })

  it('is shown in the report as what it is, with controls visible and nothing expanded', (context) => {
    skipUnless(context, 'pdftotext')
    const shown = text.replaceAll(/\s+/g, '')
    expect(shown).toContain(String.raw`user\u{202e}gnp.exe`)
    expect(text).not.toContain('\u202E')
    expect(shown).toContain('$t(statement.purpose)')
    expect(shown).toContain('<b>&amp;')
  })
})
