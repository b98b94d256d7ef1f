/** Tar files: ustar, pax and GNU tar, plain and packed; what is left out, cut and damaged. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePax } from '../../../../src/main/io/acquire/tar/pax.ts'
import { acquired, lines, read, run, temporaryFolder } from './acquire-kit.ts'
import { endOfTar, tarEntry } from './tar-builder.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const text = Buffer.from('{"n":1}\n')
let files = 0
async function tarOf(blocks: readonly Buffer[], name = 'x.tar') {
  return acquired(folder.write(`case-${files++}/${name}`, Buffer.concat(blocks)))
}

describe('what tar writes', () => {
  const truth = lines(2000)
  const longName = `${'deep/'.repeat(30)}${'n'.repeat(120)}.log`
  let isThere = true
  beforeAll(() => {
    folder.write('in/app.log', truth)
    folder.write('in/app.log.1.gz', gzipSync(truth))
    folder.write('in/empty.log', '')
    folder.write(`in/${longName}`, text)
    folder.write('in/größe.log', text)
    isThere = run('tar', ['--version'], null) !== null
  })

  it.each([
    ['x.tar', ['--format=ustar', '--exclude=*nnn*'], false],
    ['x.tar', ['--format=gnu'], true],
    ['x.tar', ['--format=pax', '--mtime=2024-01-31T10:00:00.123456789Z'], true],
    ['x.tar', ['--format=v7', '--exclude=deep'], false],
    ['x.tgz', ['--format=gnu', '-z'], true],
    ['x.tar.xz', ['--format=pax', '-J'], true],
    ['x.tar.bz2', ['--format=pax', '-j'], true],
    ['x.tar.zst', ['--format=pax', '--zstd'], true],
  ] as const)('reads %s made with %j', async (name, options, hasLong) => {
    if (!isThere) return
    const made = run('tar', ['-c', ...options, '.'], null, `${folder.path}/in`)
    const result = await tarOf([made ?? Buffer.alloc(0)], name)
    const names = ['app.log', 'app.log.1.gz', 'empty.log', 'größe.log', ...(hasLong ? [longName] : [])]
    expect(result.notes).toEqual([])
    expect(result.kind).toBe('container')
    expect(result.names.toSorted()).toEqual(names.map((one) => `${name}!/${one}`).toSorted())
    for (const member of result.members.toReversed()) {
      const expected = member.name.includes('app.log') ? truth : member.name.includes('empty') ? Buffer.alloc(0) : text
      expect(await read(member), member.name).toEqual({ bytes: expected, notes: [], codes: [] })
    }
    const packing = result.member(`${name}!/app.log.1.gz`).packing
    expect(packing.slice(-2)).toEqual(['tar', 'gzip'])
    if (options[1]?.includes('mtime'))
      expect(result.members[0]?.modifiedMicros).toBe(Date.UTC(2024, 0, 31, 10) * 1000 + 123_456)
  })

  it('leaves out sparse files, links and pipes with a note', async () => {
    if (!isThere) return
    run('truncate', ['-s', '5M', 'hole.log'], null, folder.path)
    run('ln', ['-sf', 'hole.log', 'link.log'], null, folder.path)
    run('ln', ['-f', 'hole.log', 'hard.log'], null, folder.path)
    run('mkfifo', ['pipe'], null, folder.path)
    for (const format of ['gnu', 'pax']) {
      const args = ['-c', '-S', `--format=${format}`, 'hole.log', 'hard.log', 'link.log', 'pipe', 'in/app.log']
      const made = run('tar', args, null, folder.path) ?? Buffer.alloc(0)
      const result = await tarOf([made])
      expect(result.names).toEqual(['x.tar!/in/app.log'])
      expect(result.codes).toEqual(['sparse-refused', 'link-refused', 'link-refused', 'device-refused'])
      expect((await read(result.member('x.tar!/in/app.log'))).bytes.equals(truth)).toBe(true)
    }
  })
})

describe('entries', () => {
  it.each(['../a', '/a', 'a/../../b', 'C:/a', 'a\\b'])('leaves out %j', async (name) => {
    const result = await tarOf([tarEntry(name, text), tarEntry('good', text), endOfTar])
    expect(result.names).toEqual(['x.tar!/good'])
    expect(result.codes).toEqual(['name-refused'])
  })

  it('leaves out what a pax header leads astray', async () => {
    const pax = tarEntry('PaxHeader', Buffer.from('17 path=../../abc\n'.replace('17', '18')), { type: 'x' })
    const result = await tarOf([pax, tarEntry('innocent', text), tarEntry('good', text), endOfTar])
    expect(result.names).toEqual(['x.tar!/good'])
  })

  it('keeps two entries of one name', async () => {
    const result = await tarOf([tarEntry('a', text), tarEntry('a', Buffer.from('later')), endOfTar])
    expect(result.names).toEqual(['x.tar!/a', 'x.tar!/a#2'])
    expect(result.codes).toEqual(['duplicate-name'])
    expect((await read(result.member('x.tar!/a#2'))).bytes.toString()).toBe('later')
  })

  it('keeps names that are not UTF-8 apart', async () => {
    const result = await tarOf([
      tarEntry(Buffer.from([0x61, 0xe4]), text),
      tarEntry(Buffer.from([0x61, 0xf6]), text),
      endOfTar,
    ])
    expect(result.names).toEqual(['x.tar!/aä', 'x.tar!/aö'])
  })

  it('takes sizes in base 256', async () => {
    const result = await tarOf([tarEntry('a', text, { base256: true }), endOfTar])
    expect((await read(result.member('x.tar!/a'))).bytes).toEqual(text)
  })

  it.each([
    ['a huge size', { statedBytes: 8 ** 11 - 1 }, 'cut-tar'],
    ['an extended header without end', { statedBytes: 8 ** 10, type: 'x' }, 'damaged-tar'],
    ['an unknown kind', { type: '!' }, 'damaged-tar'],
  ] as const)('notes %s', async (_name, wrong, code) => {
    const result = await tarOf([tarEntry('good', text), tarEntry('bad', text, wrong), endOfTar])
    expect(result.codes).toContain(code)
    expect(result.names).toContain('x.tar!/good')
    for (const member of result.members) await read(member)
  })

  it('notes a header whose checksum differs and reads no further', async () => {
    const bad = tarEntry('bad', text)
    bad[0] = 0x63
    const result = await tarOf([tarEntry('good', text), bad, tarEntry('lost', text), endOfTar])
    expect(result).toMatchObject({ names: ['x.tar!/good'], codes: ['damaged-tar'] })
    expect(result.notes[0]?.incomplete).toBe(true)
  })

  it('tells what follows the end from padding', async () => {
    expect((await tarOf([tarEntry('a', text), endOfTar, Buffer.alloc(9000)])).notes).toEqual([])
    expect((await tarOf([tarEntry('a', text), endOfTar, Buffer.from('left over')])).codes).toEqual(['trailing-data'])
    expect((await tarOf([tarEntry('a', text)])).codes).toEqual(['cut-tar'])
  })
})

describe('a tar that was cut', () => {
  const one = lines(300)
  const two = lines(100)
  const whole = Buffer.concat([tarEntry('one', one), tarEntry('two', two), endOfTar])

  it.each([
    ['x.tar', whole],
    ['x.tgz', gzipSync(whole)],
  ])('%s gives prefixes of its entries and says so, at every 97th byte', async (name, file) => {
    let both = 0
    for (let cut = 97; cut < file.length; cut += 97) {
      if (name === 'x.tar' && cut < 512) continue
      const result = await acquired(folder.write(`cut/${name}`, file.subarray(0, cut)))
      const found: string[] = [...result.codes]
      for (const member of result.members) {
        const { bytes, codes } = await read(member)
        found.push(...codes)
        const truth = member.name.endsWith('two') ? two : one
        if (member.name.includes('!/'))
          expect(bytes.equals(truth.subarray(0, bytes.length)), `cut at ${cut}`).toBe(true)
        if (bytes.length < truth.length) expect(codes.length, `cut at ${cut}`).toBeGreaterThan(0)
      }
      // Within the two blocks of zeros at the end nothing is missing but the rest of them.
      if (name === 'x.tgz' || cut <= file.length - 1024) expect(found.length, `cut at ${cut}`).toBeGreaterThan(0)
      if (result.members.length === 2) both++
    }
    expect(both).toBeGreaterThan(0)
  })
})

describe('records of extended headers', () => {
  it.each([
    '',
    '0 a=b\n',
    '5 a=b',
    '99 a=b\n',
    '6 a=b\nx',
    '1 \n',
    '6a =b\n',
    '6  a=b',
    '3 \n',
    '12345678901234 a=b\n',
  ])('refuses %j as a whole', (records) => {
    expect(parsePax(Buffer.from(records))).toEqual(records === '' ? expect.anything() : null)
  })

  it('reads the fields of POSIX and passes over others', () => {
    const records = ['path=größe.log', 'size=12345678901', 'mtime=-1.5', 'LIBARCHIVE.x=a=b', 'comment=\n'].map(
      (record) => {
        let length = Buffer.byteLength(record) + 2
        length += String(length).length
        const whole = `${length} ${record}\n`
        return Buffer.byteLength(whole) === length ? whole : `${length - 1} ${record}\n`
      },
    )
    expect(parsePax(Buffer.from(records.join('')))).toEqual({
      path: 'größe.log',
      bytes: 12_345_678_901,
      modifiedMicros: -1_500_000,
      isSparse: false,
    })
  })
})
