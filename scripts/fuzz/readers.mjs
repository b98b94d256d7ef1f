// One target for each format: its reader, its claim, and the mapping of its records, as an import runs them.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { Intake } from '../../src/main/engine/import/intake.ts'
import { rankProfiles } from '../../src/main/engine/import/shipped-profiles.ts'
import { RecordView } from '../../src/main/engine/query/record-view.ts'
import { detectFormat } from '../../src/main/io/formats/detect-format.ts'
import { createReader, listFormats } from '../../src/main/io/formats/reader.ts'
import { JsonScan } from '../../src/shared/core/bytes/json-scan.ts'
import { entryFields } from '../../src/shared/model/profile.ts'
import { recordTiles } from '../../test/main/io/formats/tile-recorder.ts'
import { corpusByFormat } from './corpus.mjs'
import { mutate, pick } from './mutate.mjs'

/** Every target has a name, makes an input, and checks one; `check` throws when something is wrong. */
export function readerTargets() {
  const corpus = corpusByFormat()
  const others = [...corpus.values()].flat().map(({ bytes }) => bytes)
  const scan = new JsonScan()
  return listFormats().map(({ id, lines }) => {
    const own = corpus.get(id)
    const names = own.map(({ name }) => name)
    return {
      name: id,
      make: (random) => mutate(random, pick(random, own).bytes, others),
      check(input, random) {
        const whole = recordTiles(id, input)
        assert.equal(whole.covered, input.length, 'tiles do not cover the bytes')
        const cuts = Array.from({ length: 1 + random.below(12) }, () => random.below(input.length + 1))
        assert.deepEqual(recordTiles(id, input, cuts), whole, `other tiles when cut at ${cuts.join(', ')}`)
        const records = whole.of('record').map(({ json }) => Buffer.from(json ?? ''))
        for (const json of records) assert(scan.scan(json, 0, json.length), `no JSON: ${json.toString('latin1')}`)
        const { format, evidence } = detectFormat(input, pick(random, names), random.below(2) === 0)
        assert(evidence.length > 0, `${format} without a reason`)
        mapped(id, input, records)
        if (lines === true) assert.deepEqual(inBlocks(id, input, random), counts(whole), 'other counts in blocks')
      },
    }
  })
}

/** Runs the mapping of an import, and looks at the first records as a page of entries does. */
function mapped(id, input, records) {
  const profile = rankProfiles(records.slice(0, 50), id)[0].profile
  let bytes = 0
  const intake = new Intake(profile, [], (frame) => (bytes += frame.raw.length))
  const reader = createReader(id, intake)
  intake.scan = reader.scan
  intake.push(input)
  reader.push(input)
  reader.end()
  intake.end()
  assert.equal(bytes, input.length, 'frames do not hold the bytes')
  assert.equal(intake.totals.accepted, records.length)
  const view = new RecordView(profile)
  for (const json of records.slice(0, 20)) {
    view.show(
      { entryId: 0, byteStart: 0, byteLength: 0, line: 0, sequence: null, occurredMicros: null },
      1,
      0,
      json,
      0,
      json.length,
      { kind: 'json' },
    )
    for (const field of entryFields) view.mapped(field)
    view.leaves(() => undefined)
  }
}

function counts(read) {
  return { record: read.count('record'), rejected: read.count('rejected'), blank: read.count('blank') }
}

/** Counts of a source of lines that is read in two blocks, as lanes read it. */
function inBlocks(id, input, random) {
  const cut = input.indexOf(0x0a, random.below(input.length + 1)) + 1
  const total = { record: 0, rejected: 0, blank: 0 }
  for (const [block, continued] of [
    [input.subarray(0, cut), false],
    [input.subarray(cut), cut > 0],
  ]) {
    // A cut at an end leaves one block; an empty source is one empty block.
    if (block.length === 0 && input.length > 0) continue
    const sink = {
      layout: () => 0,
      record: () => (total.record += 1),
      rejected: () => (total.rejected += 1),
      blank: () => (total.blank += 1),
      framing: () => undefined,
      note: () => undefined,
      truncated: () => undefined,
    }
    const reader = createReader(id, sink, {}, { name: '', modifiedMicros: null, continued })
    reader.push(Uint8Array.from(block))
    reader.end()
  }
  return total
}
