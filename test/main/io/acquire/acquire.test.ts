/** Files, folders and containers in containers, as the importer sees them. */
import { chmodSync, mkdirSync, symlinkSync, truncateSync, appendFileSync } from 'node:fs'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { acquire, readPrefixOf } from '../../../../src/main/io/acquire/acquire.ts'
import { packingOf } from '../../../../src/main/io/acquire/magic.ts'
import { acquired, lines, read, run, temporaryFolder } from './acquire-kit.ts'
import { endOfTar, tarEntry } from './tar-builder.ts'
import { buildZip } from './zip-builder.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const truth = lines(3000)
const text = Buffer.from('{"n":1}\n')

describe('one file', () => {
  it('is its own member', async () => {
    const file = folder.write('one/app.log', truth)
    const result = await acquired(file)
    expect(result).toMatchObject({ kind: 'file', name: 'app.log', names: ['app.log'], notes: [] })
    expect(result.originals).toEqual([{ name: 'app.log', path: file, bytes: truth.length }])
    expect(result.members[0]).toMatchObject({ original: 0, packing: [] })
    expect(await read(result.member('app.log'))).toEqual({ bytes: truth, notes: [], codes: [] })
  })

  it('is what its bytes say and not what its name says', async () => {
    const packed = await acquired(folder.write('two/app.log', gzipSync(truth)))
    expect(packed).toMatchObject({ kind: 'container', names: ['app.log'] })
    expect(packed.members[0]?.packing).toEqual(['gzip'])
    expect((await read(packed.member('app.log'))).bytes.equals(truth)).toBe(true)
    const plain = await acquired(folder.write('two/app.gz', truth))
    expect(plain).toMatchObject({ kind: 'file', names: ['app.gz'] })
  })

  it('reads from the start at every call, also several at once', async () => {
    const result = await acquired(folder.write('again/a.gz', gzipSync(truth)))
    const member = result.member('a.gz')
    expect((await readPrefixOf(member, 10)).prefix).toEqual(truth.subarray(0, 10))
    const both = await Promise.all([read(member), read(member)])
    for (const { bytes } of both) expect(bytes.equals(truth)).toBe(true)
  })

  it('gives a prefix, and whether it is everything', async () => {
    const member = (await acquired(folder.write('prefix/a', text))).member('a')
    expect(await readPrefixOf(member, text.length)).toEqual({ prefix: text, complete: true })
    expect(await readPrefixOf(member, text.length - 1)).toEqual({ prefix: text.subarray(0, -1), complete: false })
    expect(await readPrefixOf(member, 0)).toEqual({ prefix: Buffer.alloc(0), complete: false })
    const empty = (await acquired(folder.write('prefix/b', ''))).member('b')
    expect(await readPrefixOf(empty, 0)).toEqual({ prefix: Buffer.alloc(0), complete: true })
  })

  it('is noted when it gets shorter, or longer, than it was', async () => {
    const file = folder.write('changing/a', truth)
    const member = (await acquired(file)).member('a')
    appendFileSync(file, 'more\n')
    const longer = await read(member)
    expect(longer.bytes.equals(truth)).toBe(true)
    expect(longer.notes).toMatchObject([{ code: 'changed-while-reading', incomplete: false }])
    truncateSync(file, 100)
    const shorter = await read(member)
    expect(shorter.bytes.length).toBe(100)
    expect(shorter.notes.some((note) => note.code === 'changed-while-reading' && note.incomplete)).toBe(true)
  })

  it('that is not there is an error of its own', async () => {
    await expect(acquire([`${folder.path}/missing`])).rejects.toMatchObject({
      name: 'AppError',
      code: 'file-unreadable',
    })
  })
})

describe('a folder', () => {
  it('gives its files in bytewise order, without links, litter and hidden files', async () => {
    const root = `${folder.path}/tree`
    for (const name of ['b/2.log', 'b/10.log', 'B.log', 'a.log', 'a/z.log', '.hidden/x', 'a/.DS_Store', 'b/Thumbs.db'])
      folder.write(`tree/${name}`, text)
    folder.write('tree/__MACOSX/x.log', text)
    symlinkSync(`${root}/a.log`, `${root}/c.log`)
    symlinkSync(root, `${root}/loop`)
    const result = await acquired(root)
    expect(result).toMatchObject({ kind: 'folder', name: 'tree' })
    expect(result.names).toEqual(['B.log', 'a/z.log', 'a.log', 'b/10.log', 'b/2.log'])
    expect(result.codes.toSorted()).toEqual([
      'link-refused',
      'link-refused',
      'skipped-hidden',
      'skipped-litter',
      'skipped-litter',
      'skipped-litter',
    ])
  })

  it('notes what cannot be read and gives the rest', async () => {
    const bad = folder.write('locked/a.log', text)
    folder.write('locked/b.log', text)
    mkdirSync(`${folder.path}/locked/pipes`)
    run('mkfifo', ['p'], null, `${folder.path}/locked/pipes`)
    chmodSync(bad, 0)
    const result = await acquired(`${folder.path}/locked`)
    // The superuser may read everything.
    const isRoot = process.getuid?.() === 0
    expect(result.names).toEqual(isRoot ? ['a.log', 'b.log'] : ['b.log'])
    expect(result.codes).toEqual([...(isRoot ? [] : ['unreadable']), 'device-refused'].toSorted())
  })

  it('stops at the most members', async () => {
    for (let i = 0; i < 5; i++) folder.write(`many/${i}`, text)
    const result = await acquired(`${folder.path}/many`, { maxMembers: 3 })
    expect(result).toMatchObject({ names: ['0', '1', '2'], codes: ['too-many'] })
    const zip = buildZip(['a', 'b', 'c', 'd'].map((name) => ({ name, data: text }))).bytes
    expect((await acquired(folder.write('many.zip', zip), { maxMembers: 3 })).codes).toContain('too-many')
    const tar = Buffer.concat([...['a', 'b', 'c', 'd'].map((name) => tarEntry(name, text)), endOfTar])
    expect((await acquired(folder.write('many.tgz', gzipSync(tar)), { maxMembers: 3 })).names).toHaveLength(3)
  })

  it('of several paths keeps equal names apart', async () => {
    const a = folder.write('p/a/app.log', 'a')
    const b = folder.write('p/b/app.log', 'b')
    const result = await acquired([a, b, `${folder.path}/p/a`])
    expect(result).toMatchObject({ kind: 'folder', names: ['app.log', 'app.log#2', 'a/app.log'] })
    expect((await read(result.member('app.log#2'))).bytes.toString()).toBe('b')
  })
})

describe('containers in containers', () => {
  const inner = buildZip([
    { name: 'deep.log', data: truth },
    { name: 'deep.log.gz', data: gzipSync(truth) },
  ]).bytes
  const tar = Buffer.concat([
    tarEntry('first.log', text),
    tarEntry('inner.zip', inner),
    tarEntry('inner.tgz', gzipSync(Buffer.concat([tarEntry('x.log', truth), tarEntry('y.log', text), endOfTar]))),
    tarEntry('last.log', truth),
    endOfTar,
  ])
  const expected: Readonly<Record<string, readonly [readonly string[], Buffer]>> = {
    'first.log': [[], text],
    'inner.zip!/deep.log': [['zip'], truth],
    'inner.zip!/deep.log.gz': [['zip', 'gzip'], truth],
    'inner.tgz!/x.log': [['gzip', 'tar'], truth],
    'inner.tgz!/y.log': [['gzip', 'tar'], text],
    'last.log': [[], truth],
  }

  it.each([
    ['x.tar', tar, ['tar']],
    ['x.tgz', gzipSync(tar), ['gzip', 'tar']],
    ['x.tar.zst', zstdCompressSync(tar), ['zstd', 'tar']],
    ['x.zip', buildZip([{ name: 'x.tar', data: tar }]).bytes, ['zip', 'tar']],
    ['x.zip', buildZip([{ name: 'x.tar', data: tar, method: 0 }]).bytes, ['zip', 'tar']],
  ] as const)('are taken apart in %s', async (name, bytes, packing) => {
    const result = await acquired(folder.write('nested/'.concat(name), bytes))
    expect(result).toMatchObject({ kind: 'container', notes: [] })
    const outer = name === 'x.zip' ? 'x.zip!/x.tar' : name
    expect(result.names).toEqual(Object.keys(expected).map((member) => `${outer}!/${member}`))
    // Forwards, backwards, and all at once.
    for (const order of [result.members, result.members.toReversed()]) {
      for (const member of order) {
        const [inside, plain] = expected[member.name.slice(outer.length + 2)] ?? [[], Buffer.alloc(0)]
        expect(member.packing).toEqual([...packing, ...inside])
        expect((await readPrefixOf(member, 100)).prefix.equals(plain.subarray(0, 100))).toBe(true)
        expect(await read(member), member.name).toEqual({ bytes: plain, notes: [], codes: [] })
      }
    }
    const together = await Promise.all(result.members.map((member) => read(member)))
    for (const [i, { bytes: got }] of together.entries())
      expect(got.equals(Object.values(expected)[i]?.[1] ?? Buffer.alloc(0))).toBe(true)
  })

  it('are left packed below the deepest level, and said to be', async () => {
    let bytes: Buffer = text
    for (let i = 0; i < 6; i++) bytes = gzipSync(bytes)
    const result = await acquired(folder.write('deep/a.gz', bytes))
    expect(result.codes).toEqual(['too-deep'])
    const { bytes: got, notes } = await read(result.member('a.gz'))
    expect(notes).toMatchObject([{ code: 'too-deep', incomplete: true }])
    expect(packingOf(got)).toBe('gzip')
  })

  it('look at the beginning of each member of a packed tar before reading it', async () => {
    const file = folder.write('linear/x.tgz', gzipSync(Buffer.concat([...many(400), endOfTar])))
    const result = await acquired(file)
    expect(result.members).toHaveLength(400)
    for (const member of result.members) {
      expect((await readPrefixOf(member, 50)).complete).toBe(false)
      expect((await read(member)).bytes.length).toBe(truth.length)
    }
  })

  it('gives the note of the stream to the members it cuts short', async () => {
    const packed = gzipSync(Buffer.concat([...many(3), endOfTar]))
    const result = await acquired(folder.write('short/x.tgz', packed.subarray(0, packed.length * 0.5)))
    const last = result.members.at(-1)
    const { codes } = last === undefined ? { codes: [] } : await read(last)
    expect(codes).toEqual(['cut-gzip', 'cut-tar'])
    expect(result.codes).toEqual(['cut-gzip', 'cut-tar'])
  })
})

function many(count: number): readonly Buffer[] {
  return Array.from({ length: count }, (_, i) => tarEntry(`${String(i).padStart(4, '0')}.log`, truth))
}

describe('first bytes', () => {
  it.each([
    ['plain text', 'hello', null],
    ['a word that begins as bzip2', 'BZhello world', null],
    ['a word and a digit', 'BZh9 is a name', null],
    ['nothing', '', null],
    ['a 512-byte line', 'x'.repeat(600), null],
    ['zeros', '\0'.repeat(600), null],
    ['PK', 'PK', null],
    ['PK of text', 'PK\u0003\u0005 text', null],
    ['the letters ustar and no checksum', `${'a'.repeat(257)}ustar\0${'0'.repeat(300)}`, null],
  ])('of %s are no packing', (_name, head, packing) => {
    expect(packingOf(Buffer.from(head, 'latin1'))).toBe(packing)
  })
})
