/** Times to the microsecond, hashes, sizes, shares, command lines. */
import { describe, expect, it } from 'vitest'
import { cliLines, shellWord } from '../../../src/renderer/lib/cli-lines.ts'
import {
  durationText,
  firstDifference,
  hashGroups,
  shareText,
  shortHash,
  sizeText,
  utcText,
} from '../../../src/renderer/lib/format.ts'
import { filterFromSearch, microsFromDate } from '../../../src/renderer/features/entries/entry-search.ts'
import { fileNameFrom, isDate } from '../../../src/renderer/features/start/engagement-form.ts'
import { sampleRole } from '../../../src/renderer/features/start/load-sample.ts'

describe('times', () => {
  it('keep every microsecond, which Date would drop', () => {
    expect(utcText(1_735_689_606_300_002)).toBe('2025-01-01T00:00:06.300002Z')
    expect(utcText(1_735_689_606_300_000)).toBe('2025-01-01T00:00:06.300Z')
    expect(utcText(1_735_689_606_000_000)).toBe('2025-01-01T00:00:06Z')
    expect(utcText(-1)).toBe('1969-12-31T23:59:59.999999Z')
  })
})

describe('hashes', () => {
  const hash = '0123456789abcdef'.repeat(4)
  it('are short as first eight and last six, and whole in groups of eight', () => {
    expect(shortHash(hash)).toBe('01234567…abcdef')
    expect(shortHash(`0x${hash}`)).toBe('0x01234567…abcdef')
    expect(shortHash('abcd')).toBe('abcd')
    expect(hashGroups(hash)).toHaveLength(2)
    expect(hashGroups(hash).flat().join('')).toBe(hash)
  })
  it('differ at a position, also when one is shorter', () => {
    expect(firstDifference('abc', 'abd')).toBe(2)
    expect(firstDifference('abc', 'abcd')).toBe(3)
    expect(firstDifference('abc', 'abc')).toBe(-1)
  })
})

describe('amounts', () => {
  it('never round a missing one away', () => {
    expect(shareText(9_999_999, 10_000_000)).toBe('> 99.9 %')
    expect(shareText(1, 10_000_000)).toBe('< 0.1 %')
    expect(shareText(10, 10)).toBe('100 %')
    expect(shareText(0, 0)).toBe('–')
  })
  it('use binary units and plain durations', () => {
    expect(sizeText(1023)).toBe('1023 B')
    expect(sizeText(4_120_332)).toBe('3.9 MiB')
    expect(durationText(130)).toBe('2 m 10 s')
    expect(durationText(3900)).toBe('1 h 05 m')
  })
})

describe('command lines', () => {
  it('quote what a shell would split or expand', () => {
    expect(shellWord("O'Hara $HOME.assay")).toBe(String.raw`'O'\''Hara $HOME.assay'`)
    expect(cliLines.verify('chain', 'My file.assay', 2)).toBe("assay verify chain 'My file.assay' 2")
    expect(cliLines.verify('all', 'a.assay', null)).toBe('assay verify all a.assay')
    expect(cliLines.create('a.assay', 'A', { from: '2025-01-01', to: '2025-12-31' }, ['soc2', 'pci'])).toBe(
      'assay new a.assay --name A --period 2025-01-01..2025-12-31 --framework soc2,pci',
    )
    expect(cliLines.inspect('a.assay', 1, 9)).toBe('assay inspect a.assay 1 --record 9')
  })
})

describe('addresses and forms', () => {
  it('turn included dates into a half-open range', () => {
    expect(filterFromSearch({ from: '2025-04-01', to: '2025-04-01' })).toEqual({
      fromMicros: 1_743_465_600_000_000,
      toMicros: 1_743_552_000_000_000,
    })
    expect(microsFromDate('yesterday')).toBeNull()
    expect(filterFromSearch({ source: 2, breaks: true, actor: '' })).toEqual({ sourceId: 2, breaksOnly: true })
  })
  it('know a real date and make a file name', () => {
    expect(isDate('2024-02-29')).toBe(true)
    expect(isDate('2025-02-29')).toBe(false)
    expect(fileNameFrom(' Ümläut / 2025: Q2 ')).toBe('Ümläut-2025-Q2.assay')
    expect(fileNameFrom('///')).toBe('engagement.assay')
  })
  it('tell exports of a sample from anchors and from what is not imported', () => {
    expect(sampleRole('shop-a.ndjson')).toEqual({ kind: 'export', prefix: 'shop-a' })
    expect(sampleRole('shop-a-anchors.ndjson')).toEqual({ kind: 'anchor', prefix: 'shop-a' })
    expect(sampleRole('shop-a-transcript.json')).toEqual({ kind: 'anchor', prefix: 'shop-a' })
    for (const name of ['shop-a-batches.ndjson', 'answer-key.json', 'README.md'])
      expect(sampleRole(name).kind).toBe('other')
  })
})
