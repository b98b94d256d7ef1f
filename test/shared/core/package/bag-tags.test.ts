import { describe, expect, it } from 'vitest'
import { utf8FromText } from '../../../../src/shared/core/bytes/utf8.ts'
import {
  buildBagInfo,
  buildDeclaration,
  checkDeclaration,
  parseBagInfo,
} from '../../../../src/shared/core/package/bag-tags.ts'

const info = {
  packageId: 'p-1',
  baggingDate: '2026-01-12',
  software: 'Assay 0.1.0',
  template: 'SOC 2',
  engagement: 'Söhne\nInjected: yes',
  period: '2025',
  payloadBytes: 12,
  payloadFiles: 3,
}

describe('bag-info.txt', () => {
  it('is read back, and a line end inside a value makes no further line', () => {
    const { valueByLabel, problems } = parseBagInfo(buildBagInfo(info))
    expect(problems).toEqual([])
    expect(Object.fromEntries(valueByLabel)).toEqual({
      'Assay-Engagement': 'Söhne Injected: yes',
      'Assay-Period': '2025',
      'Assay-Template': 'SOC 2',
      'Bag-Software-Agent': 'Assay 0.1.0',
      'Bagging-Date': '2026-01-12',
      'External-Identifier': 'p-1',
      'Payload-Oxum': '12.3',
    })
  })

  it('gathers lines that are no tag, labels that occur twice, a missing end and bytes that are no UTF-8', () => {
    const reasons = (bytes: Uint8Array): string[] => parseBagInfo(bytes).problems.map((problem) => problem.reason)
    expect(reasons(utf8FromText('A: 1\n  folded\nA: 2\nB : 3\n'))).toEqual([
      'line-unreadable',
      'listed-twice',
      'line-unreadable',
    ])
    expect(reasons(utf8FromText('A: 1'))).toEqual(['line-end-missing'])
    expect(reasons(Uint8Array.from([0x41, 0x3a, 0x20, 0xff, 0x0a]))).toEqual(['encoding-invalid'])
  })
})

describe('bagit.txt', () => {
  it('has exactly one accepted form', () => {
    expect(new TextDecoder().decode(buildDeclaration())).toBe(
      'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    )
    expect(checkDeclaration(buildDeclaration())).toEqual([])
    for (const text of [
      '',
      'BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n',
      'BagIt-Version : 1.0\nTag-File-Character-Encoding : UTF-8\n',
      '\ufeffBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    ]) {
      expect(
        checkDeclaration(utf8FromText(text)).map((problem) => problem.reason),
        text,
      ).toEqual(['declaration-differs'])
    }
  })
})
