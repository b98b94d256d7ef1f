import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { redact } from '../../../../src/shared/core/sensitive/redact.ts'
import { scanBytes } from '../../../../src/shared/core/sensitive/sensitive-scanner.ts'

const folder = path.resolve(import.meta.dirname, '../../../cases/sensitive')

describe.each(readdirSync(folder))('the case %s', (name) => {
  const input = new Uint8Array(readFileSync(path.join(folder, name, 'input.txt')))
  const expected: unknown = JSON.parse(readFileSync(path.join(folder, name, 'case.json'), 'utf8'))

  it('has the hits that its list says, and no other', () => {
    const hits = scanBytes(input)
    expect(
      hits.map(({ kind, rule, confidence, byteStart, byteLength }) => ({
        kind,
        rule,
        confidence,
        byteStart,
        byteLength,
      })),
    ).toEqual(expected)
    expect(scanBytes(redact(input, hits).bytes)).toEqual([])
  })
})
