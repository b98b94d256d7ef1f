/** Keys, notes and checkpoints: published samples, and every way in which a note may be malformed. */
import { describe, expect, it } from 'vitest'
import { loadTlogPorts } from '../../../../../src/main/io/anchors/tlog-ports.ts'
import { parseCheckpoint, parseLogNumber } from '../../../../../src/shared/core/anchor/tlog/checkpoint.ts'
import { checkNoteSignatures, pinnedKeysFrom } from '../../../../../src/shared/core/anchor/tlog/note-signatures.ts'
import { parseSignedNote } from '../../../../../src/shared/core/anchor/tlog/signed-note.ts'
import { parseVerifierKey } from '../../../../../src/shared/core/anchor/tlog/verifier-key.ts'
import { cosignatureLine, noteLine, plainKey, verifierKeyText } from '../../../../support/plain-tlog.ts'

const ports = await loadTlogPorts()
const { sha256 } = ports
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

/** The key and note of the example in C2SP signed-note. */
const exampleKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const exampleNote =
  'This is an example message.\n\n\u2014 example.com/foo ' +
  'Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'

describe('verifier keys', () => {
  it.each([
    ['the example of signed-note', exampleKey, 'note'],
    [
      'the tests of golang.org/x/mod/sumdb/note',
      'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop',
      'note',
    ],
    ['the Go checksum database', 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8', 'note'],
    ['a key with + in its base64', 'TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6', 'note'],
    ['a witness', 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2', 'cosignature'],
  ])('reads the key of %s', (_, text, use) => {
    const parsed = parseVerifierKey(text, sha256)
    if (parsed.kind === 'refused') throw new Error(parsed.problem)
    expect(parsed.key).toMatchObject({ use, name: text.split('+')[0], idHex: text.split('+')[1] })
    expect(parsed.key.publicKey).toHaveLength(32)
  })

  it('keeps a key of a type that it cannot use, and says so', () => {
    const text = verifierKeyText('log.example', 6, new Uint8Array(1312))
    expect(parseVerifierKey(text, sha256)).toMatchObject({ kind: 'key', key: { use: 'unsupported', type: 6 } })
    expect(parseVerifierKey('log.example+00000000+BQEC', sha256)).toMatchObject({
      key: { use: 'unsupported', type: 5 },
    })
  })

  it.each([
    ['shape', exampleKey.replace('+', ' ')],
    ['shape', 'example.com/foo+530d903+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'],
    ['shape', `${'a'.repeat(9000)}+530d903a+AAAA`],
    ['name', exampleKey.replace('example.com/foo', '')],
    ['name', exampleKey.replace('example.com', 'example\u00a0com')],
    ['base64', `${exampleKey.slice(0, -1)}=`.replace('U2k', 'U2')],
    ['key-length', 'example.com/foo+530d903a+AekyeRrm'],
    ['key-length', 'example.com/foo+530d903a+Aw=='],
    ['key-id-differs', exampleKey.replace('530d903a', '530d903b')],
    ['key-id-differs', exampleKey.replace('/foo', '/bar')],
    ['key-id-differs', 'log.example+00000000+AgEC'],
  ])('refuses with %s, case %#', (problem, text) => {
    expect(parseVerifierKey(text, sha256)).toEqual({ kind: 'refused', problem })
  })
})

describe('signed notes', () => {
  it('verifies the example of the specification, and not with one byte changed', () => {
    const keys = pinnedKeysFrom([{ kind: 'log-key', role: 'log', key: exampleKey, note: '' }], sha256)
    const outcomes = (text: string): unknown => {
      const parsed = parseSignedNote(bytes(text))
      if (parsed.kind === 'refused') return parsed.problem
      return checkNoteSignatures(parsed.note, keys, ports).checked.map(({ outcome }) => outcome)
    }
    expect(outcomes(exampleNote)).toEqual(['holds'])
    expect(outcomes(exampleNote.replace('message', 'massage'))).toEqual(['differs'])
    expect(outcomes(exampleNote.replace('Uw2QOkn8', 'Uw2QOkn9'))).toEqual(['differs'])
    expect(outcomes(exampleNote.replace('Uw2QOkn', 'Uw2QPkn'))).toEqual([])
    expect(outcomes(exampleNote.replace('/foo Uw', '/goo Uw'))).toEqual([])
  })

  it('divides at the last empty line', () => {
    const key = plainKey('log.example')
    const text = 'one\n\ntwo\n'
    const parsed = parseSignedNote(bytes(`${text}\n${noteLine(key, text)}`))
    expect(parsed).toMatchObject({ kind: 'note', note: { text } })
  })

  it('takes a cosignature under a witness key of type 0x01, and none under a log key of that type', () => {
    const key = plainKey('witness.example')
    const text = 'log.example\n0\nx\n'
    const parsed = parseSignedNote(bytes(`${text}\n${cosignatureLine(key, text, 5n)}`))
    if (parsed.kind === 'refused') throw new Error(parsed.problem)
    const under = (role: 'log' | 'witness'): unknown => {
      const keys = pinnedKeysFrom([{ kind: 'log-key', role, key: key.noteKey, note: '' }], sha256)
      return checkNoteSignatures(parsed.note, keys, ports).checked.map(({ seconds }) => seconds)
    }
    expect(under('witness')).toEqual([5n])
    expect(under('log')).toEqual([])
  })

  const signature = exampleNote.slice(exampleNote.indexOf('\u2014'))
  it.each([
    ['no-signature', 'text\n'],
    ['no-signature', 'text\n\n'],
    ['no-signature', ''],
    ['signature-line', `text\n\n${signature.trimEnd()}`],
    ['signature-line', `text\n\n${signature.replace('\u2014', '-')}`],
    ['signature-line', `text\n\n${signature.replace('\u2014 ', '\u2014  ')}`],
    ['signature-line', `text\n\n${signature.replace('.com', '+com')}`],
    ['signature-line', `text\n\n${signature.replace('.com', '\u3000com')}`],
    ['signature-line', `text\n\n${signature.replace('aQM=', 'aQN=')}`],
    ['signature-line', `text\n\n${signature.replace('aQM=', 'aQM')}`],
    ['signature-line', 'text\n\n\u2014 a AAAAAA==\n'],
    ['signature-line', `text\n\n${signature}more\n`],
    ['too-many-signatures', `text\n\n${signature.repeat(101)}`],
    ['control-character', `te\rxt\n\n${signature}`],
    ['control-character', `te\u0000xt\n\n${signature}`],
    ['note-too-long', `${'a'.repeat(1024 * 1024)}\n\n${signature}`],
  ])('refuses with %s, case %#', (problem, text) => {
    expect(parseSignedNote(bytes(text))).toEqual({ kind: 'refused', problem })
  })

  it('refuses bytes that are not UTF-8, and keeps a replacement character that was written', () => {
    const text = `te?xt\n\n${signature}`
    const broken = bytes(text).map((byte) => (byte === 0x3f ? 0xff : byte))
    expect(parseSignedNote(broken)).toEqual({ kind: 'refused', problem: 'not-utf8' })
    expect(parseSignedNote(bytes(text.replace('?', '\ufffd'))).kind).toBe('note')
  })

  it('takes 100 signatures', () => {
    expect(parseSignedNote(bytes(`text\n\n${signature.repeat(100)}`))).toMatchObject({ kind: 'note' })
  })
})

describe('checkpoints', () => {
  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='

  it('reads the example of tlog-checkpoint, and extension lines', () => {
    const text = `example.com/behind-the-sofa\n20852163\n${root}\n`
    expect(parseCheckpoint(text)).toMatchObject({
      origin: 'example.com/behind-the-sofa',
      size: 20852163n,
      extensions: [],
    })
    expect(parseCheckpoint(`${text}one\ntwo\n`)?.extensions).toEqual(['one', 'two'])
  })

  it.each([
    `log\n1\n${root}`,
    `log\n1\n`,
    `\n1\n${root}\n`,
    `log\n1\n${root}\n\n`,
    `log\n\n1\n${root}\n`,
    `log\n01\n${root}\n`,
    `log\n+1\n${root}\n`,
    `log\n1 \n${root}\n`,
    `log\n1e3\n${root}\n`,
    `log\n18446744073709551616\n${root}\n`,
    `log\n${'9'.repeat(100_000)}\n${root}\n`,
    `log\n1\n${root.replace('=', '')}\n`,
    `log\n1\n${root.replace('2I=', '2J=')}\n`,
    `log\n1\n${root.replace('+', '-').replace('/', '_')}\n`,
    'log\n1\nAAAA\n',
    '',
  ])('refuses text %#', (text) => {
    expect(parseCheckpoint(text)).toBeUndefined()
  })

  it('reads numbers up to 2^64 - 1', () => {
    expect(parseLogNumber('18446744073709551615')).toBe(2n ** 64n - 1n)
    expect(parseLogNumber('0')).toBe(0n)
    expect(parseLogNumber('')).toBeUndefined()
    expect(parseLogNumber('-0')).toBeUndefined()
  })
})
