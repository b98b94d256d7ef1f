// Targets for transparency logs: notes, checkpoints, log proofs, verifier keys, tiles. Nothing may be thrown, nothing
// that was changed may come out as verified, and what is read must print as the bytes it was read from.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { loadTlogPorts } from '../../src/main/io/anchors/tlog-ports.ts'
import { judgeCheckpoint } from '../../src/shared/core/anchor/tlog/judge-checkpoint.ts'
import { judgeLogCopy } from '../../src/shared/core/anchor/tlog/judge-log-copy.ts'
import { findProvenLeaf, judgeTlogProof } from '../../src/shared/core/anchor/tlog/judge-tlog-proof.ts'
import { parseSignedNote } from '../../src/shared/core/anchor/tlog/signed-note.ts'
import { parseVerifierKey } from '../../src/shared/core/anchor/tlog/verifier-key.ts'
import { proofJudgementSchema } from '../../src/shared/model/proof.ts'
import {
  checkpointText,
  cosignatureLine,
  leafOf,
  noteLine,
  pathOf,
  plainKey,
  plainTiles,
  proofText,
  rootOf,
} from '../../test/support/plain-tlog.ts'
import { mutate, pick } from './mutate.mjs'

const ports = await loadTlogPorts()
const log = plainKey('log.example')
const witness = plainKey('witness.example')
const keys = [
  { kind: 'log-key', role: 'log', key: log.noteKey, note: '' },
  { kind: 'log-key', role: 'witness', key: witness.cosignatureKey, note: '' },
]
const entries = Array.from({ length: 300 }, (_, index) => Buffer.from(`entry ${index}`))
const leaves = entries.map(leafOf)
const noteOf = (size, ...more) => {
  const text = checkpointText(log.name, size, rootOf(leaves.slice(0, size)), ...more)
  return `${text}\n${noteLine(log, text)}${cosignatureLine(witness, text, 1_735_689_600n)}`
}
const notes = [noteOf(0), noteOf(1), noteOf(300), noteOf(300, 'further')].map((text) => Buffer.from(text))
const proofs = [
  [0, 1],
  [299, 300],
  [5, 300],
].map(([index, size]) => Buffer.from(proofText(index, pathOf(index, leaves.slice(0, size)), noteOf(size))))
const tiles = plainTiles(entries)
const whole = { read: (path) => bytesOf(tiles.get(path)) }

function bytesOf(buffer) {
  return buffer === undefined ? null : new Uint8Array(buffer)
}

/** Signed texts: a note is only verified when its text is one of them. */
const signedTexts = new Set(notes.map((note) => textOf(note)))

function textOf(bytes) {
  const parsed = parseSignedNote(new Uint8Array(bytes))
  return parsed.kind === 'note' ? parsed.note.text : null
}

function checkJudgement(judgement) {
  assert.deepEqual(proofJudgementSchema.parse(judgement), judgement)
  assert(judgement.steps.length > 0 && judgement.steps.length < 250, `${judgement.steps.length} steps`)
  const texts = [
    ...judgement.facts.map(({ text }) => text),
    ...judgement.steps.flatMap((step) => [step.expected, step.actual]),
  ]
  for (const text of texts) assert((text ?? '').length < 6000, 'a text without bound')
}

export function tlogTargets() {
  return [
    {
      name: 'tlog-checkpoint',
      make: (random) => mutate(random, pick(random, notes), [...notes, ...proofs]),
      check(input) {
        const bytes = new Uint8Array(input)
        const judgement = judgeCheckpoint(bytes, keys, ports)
        checkJudgement(judgement)
        if (judgement.verdict === 'verified') assert(signedTexts.has(textOf(bytes)), 'another text is verified')
        const parsed = parseSignedNote(bytes)
        if (parsed.kind === 'note') assert(bytes.length > parsed.note.textBytes.length, 'more text than bytes')
      },
    },
    {
      name: 'tlog-proof',
      make: (random) => mutate(random, pick(random, proofs), [...notes, ...proofs]),
      check(input) {
        const bytes = new Uint8Array(input)
        for (const index of [0, 5, 299]) {
          const leaf = new Uint8Array(leaves[index])
          const judgement = judgeTlogProof(bytes, leaf, keys, ports)
          checkJudgement(judgement)
          const fact = judgement.facts.find(({ label }) => label === 'log-index')
          if (judgement.verdict === 'verified') assert.equal(fact?.text, String(index), 'another index is verified')
        }
        checkJudgement(judgeTlogProof(bytes, null, keys, ports))
        findProvenLeaf(bytes, leaves.slice(0, 3), ports.sha256)
      },
    },
    {
      name: 'tlog-tiles',
      // Which tile is changed is drawn again from the same seed in `check`, so the input holds nothing but the tile.
      make: (random) => mutate(random, pick(random, [...tiles.values()]), [...tiles.values()]),
      check(input, random) {
        const target = pick(random, [...tiles.keys()])
        const source = { read: (path) => (path === target ? new Uint8Array(input) : whole.read(path)) }
        const judgement = judgeLogCopy(
          { current: new Uint8Array(notes[2]), earlier: [], tiles: source },
          keys,
          ports,
        ).next().value[0]
        checkJudgement(judgement)
        const same = tiles.get(target).equals(input)
        assert.equal(judgement.verdict, same ? 'verified' : 'mismatch', target)
      },
    },
    {
      name: 'tlog-key',
      make: (random) =>
        mutate(random, Buffer.from(pick(random, [log.noteKey, witness.cosignatureKey])), [Buffer.from('+++')]),
      check(input) {
        const text = input.toString('utf8')
        const parsed = parseVerifierKey(text, ports.sha256)
        if (parsed.kind === 'refused') return
        const { name, idHex, type, publicKey } = parsed.key
        const material = Buffer.concat([Buffer.of(type), publicKey]).toString('base64')
        assert.equal(
          `${name}+${idHex}+${material}`,
          text.replace(/\+[0-9A-F]{8}\+/i, (id) => id.toLowerCase()),
        )
      },
    },
  ]
}
