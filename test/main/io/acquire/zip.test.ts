/** Zip files: those that programs write, and those that nobody should. */
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { acquired, lines, read, run, temporaryFolder } from './acquire-kit.ts'
import { buildZip } from './zip-builder.ts'
import type { ZipPart } from './zip-builder.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const text = Buffer.from('{"n":1}\n')
let files = 0
async function zipOf(parts: readonly ZipPart[], limits = {}) {
  return acquired(folder.write(`case-${files++}/x.zip`, buildZip(parts).bytes), limits)
}

describe('entries that are refused', () => {
  it.each([
    ['../outside.log', 'it leads out of the archive'],
    ['a/../../outside.log', 'it leads out of the archive'],
    ['..', 'it leads out of the archive'],
    ['/etc/passwd', 'it is absolute'],
    ['C:/windows/app.log', 'it names a drive'],
    ['c:app.log', 'it names a drive'],
    ['..\\outside.log', 'it holds a backslash'],
    ['a\\b.log', 'it holds a backslash'],
    ['a\0.log', 'it holds a zero byte'],
    ['', 'it is empty'],
    ['n'.repeat(5000), 'it is longer than 4096 bytes'],
  ])('leaves out %j and says why', async (name, why) => {
    const result = await zipOf([
      { name: 'good.json', data: text },
      { name, data: text },
    ])
    expect(result.names).toEqual(['x.zip!/good.json'])
    expect(result.codes).toEqual(['name-refused'])
    expect(result.notes[0]?.incomplete).toBe(true)
    if (name.length < 100) expect(result.notes[0]?.detail).toMatch(new RegExp(`${why}$`))
  })

  it('keeps names that only look dangerous', async () => {
    const result = await zipOf([
      { name: './a/./b..c/d...log', data: text },
      { name: 'a//e.log', data: text },
      { name: 'ü/\u202egol.log', data: text },
    ])
    expect(result.names).toEqual(['x.zip!/a/b..c/d...log', 'x.zip!/a/e.log', 'x.zip!/ü/\ufffdgol.log'])
    expect(result.notes).toEqual([])
  })

  it('bounds the list of refusals and counts the rest', async () => {
    const parts = Array.from({ length: 250 }, (_, i) => ({ name: `../${i}`, data: text }))
    const result = await zipOf([...parts, { name: 'good', data: text }])
    expect(result.notes).toHaveLength(101)
    expect(result.notes.at(-1)).toEqual({ code: 'name-refused', detail: '150 more of this kind', incomplete: true })
  })

  it.each([
    ['link-refused', { unixMode: 0o120777 }],
    ['device-refused', { unixMode: 0o020666 }],
    ['encrypted-refused', { flags: 1 }],
    ['encrypted-refused', { flags: 0x41 }],
    ['unsupported-zip', { method: 9, packed: Buffer.from('?') }],
    ['damaged-zip', { position: 5 }],
    ['damaged-zip', { position: 4_000_000_000 }],
  ] as const)('notes %s for %j', async (code, wrong) => {
    const result = await zipOf([
      { name: 'good', data: text },
      { name: 'bad', data: text, ...wrong },
    ])
    expect(result.names).toEqual(['x.zip!/good'])
    // An entry that begins inside of another is an overlap before it is anything else.
    expect(result.codes).toEqual(['position' in wrong && wrong.position === 5 ? 'bomb-stopped' : code])
  })

  it('passes over litter and hidden files with a note', async () => {
    const names = ['__MACOSX/._a.log', 'b/.DS_Store', 'Thumbs.db', '.hidden/a.log', 'a/.b', 'good']
    const result = await zipOf(names.map((name) => ({ name, data: text })))
    expect(result.names).toEqual(['x.zip!/good'])
    expect(result.codes.toSorted()).toEqual([
      'skipped-hidden',
      'skipped-hidden',
      'skipped-litter',
      'skipped-litter',
      'skipped-litter',
    ])
    expect(result.notes.every((note) => !note.incomplete)).toBe(true)
  })
})

describe('entries that are read', () => {
  it('keeps both of two entries with one name', async () => {
    const result = await zipOf([
      { name: 'a', data: Buffer.from('one') },
      { name: 'a', data: Buffer.from('two') },
      { name: 'a#2', data: Buffer.from('three') },
    ])
    expect(result.names).toEqual(['x.zip!/a', 'x.zip!/a#2', 'x.zip!/a#2#2'])
    expect(result.codes).toEqual(['duplicate-name', 'duplicate-name'])
    expect((await read(result.member('x.zip!/a#2'))).bytes.toString()).toBe('two')
  })

  it('notes a local header that names another file', async () => {
    const result = await zipOf([{ name: 'a', data: text, localName: 'b' }])
    expect(result.codes).toEqual(['local-header-differs'])
    expect((await read(result.member('x.zip!/a'))).bytes).toEqual(text)
  })

  it.each([
    ['checksum', { statedCrc: 1 }, text.toString()],
    ['longer length', { statedBytes: text.length + 1 }, text.toString()],
    ['data', { packed: Buffer.from('\u00ff\u00ff\u00ff no deflate') }, ''],
  ] as const)('says that the %s differs', async (_name, wrong, given) => {
    const result = await zipOf([{ name: 'a', data: text, ...wrong }])
    const { bytes, codes, notes } = await read(result.member('x.zip!/a'))
    expect(bytes.toString()).toBe(given)
    expect(codes).toEqual(['damaged-zip'])
    expect(notes[0]?.incomplete).toBe(true)
  })

  it('gives not a byte more than the directory states', async () => {
    const result = await zipOf([{ name: 'a', data: text, statedBytes: 3 }])
    const { bytes, codes } = await read(result.member('x.zip!/a'))
    expect(bytes.length).toBe(3)
    expect(codes).toEqual(['bomb-stopped'])
  })

  it('reads stored, deflated, bzip2, xz and zstd data, and zip64', async () => {
    const data = lines(3000)
    const parts: ZipPart[] = [
      { name: 'stored', method: 0, data },
      { name: 'deflated', method: 8, data, zip64: true },
      { name: 'zstd', method: 93, data, packed: zstdCompressSync(data) },
    ]
    for (const [program, method] of [
      ['bzip2', 12],
      ['xz', 95],
    ] as const) {
      const packed = run(program, ['-c'], data)
      if (packed !== null) parts.push({ name: program, method, data, packed })
    }
    const result = await zipOf(parts)
    expect(result.notes).toEqual([])
    for (const member of result.members) expect(await read(member)).toEqual({ bytes: data, notes: [], codes: [] })
    expect(result.members).toHaveLength(parts.length)
  })

  it('takes the time with a zone from extra fields, and none from the MS-DOS time', async () => {
    const unix = Buffer.from([0x55, 0x54, 5, 0, 1, 0, 0, 0, 0])
    unix.writeInt32LE(1_700_000_000, 5)
    const ntfs = Buffer.concat([Buffer.from([0x0a, 0, 32, 0, 0, 0, 0, 0, 1, 0, 24, 0]), Buffer.alloc(24)])
    ntfs.writeBigUInt64LE((1_700_000_000_123_456n + 11_644_473_600_000_000n) * 10n, 12)
    const file = folder.write(
      'times/x.zip',
      buildZip([
        { name: 'u', extra: unix },
        { name: 'n', extra: ntfs },
      ]).bytes,
    )
    const result = await acquired(file)
    expect(result.members.map((member) => member.modifiedMicros)).toEqual([
      1_700_000_000_000_000, 1_700_000_000_123_456,
    ])
  })

  it('keeps a workbook as one file', async () => {
    const bytes = buildZip([
      { name: '[Content_Types].xml', data: Buffer.from('<Types/>') },
      { name: 'xl/workbook.xml', data: Buffer.from('<workbook/>') },
    ]).bytes
    const result = await acquired(folder.write('book/export.zip', bytes))
    expect(result).toMatchObject({ kind: 'file', names: ['export.zip'], notes: [] })
    expect((await read(result.member('export.zip'))).bytes).toEqual(bytes)
  })

  it('reads an empty archive, comments and what follows the end', async () => {
    const empty = await acquired(folder.write('e/x.zip', buildZip([]).bytes))
    expect(empty).toMatchObject({ kind: 'container', names: [], codes: ['empty-archive'] })
    const comment = buildZip([{ name: 'a', data: text }], { comment: Buffer.from('exported by a test') }).bytes
    expect((await acquired(folder.write('f/x.zip', comment))).notes).toEqual([])
    const longer = Buffer.concat([buildZip([{ name: 'a', data: text }]).bytes, Buffer.from('left over')])
    const result = await acquired(folder.write('g/x.zip', longer))
    expect(result.notes).toEqual([
      { code: 'trailing-data', incomplete: false, detail: 'x.zip: 9 bytes after the end of the zip data' },
    ])
    expect(result.names).toEqual(['x.zip!/a'])
  })
})

describe('a zip that was cut', () => {
  const one = lines(300)
  const two = lines(100)
  const whole = buildZip([
    { name: 'one.json', data: one },
    { name: 'two.json', data: two },
  ]).bytes

  it('gives prefixes of its entries and says so, cut at every 97th byte', async () => {
    const truths = new Map([
      ['x.zip!/one.json', one],
      ['x.zip!/two.json', two],
    ])
    let both = 0
    for (let cut = 40; cut < whole.length; cut += 97) {
      const result = await acquired(folder.write('cut/x.zip', whole.subarray(0, cut)))
      expect(result.codes, `cut at ${cut}`).toContain('cut-zip')
      for (const member of result.members) {
        const { bytes, codes } = await read(member)
        const truth = truths.get(member.name) ?? Buffer.alloc(0)
        expect(bytes.equals(truth.subarray(0, bytes.length)), `cut at ${cut}`).toBe(true)
        if (bytes.length < truth.length) expect(codes, `cut at ${cut}`).toEqual(['cut-zip'])
      }
      if (result.members.length === 2) both++
    }
    expect(both).toBeGreaterThan(3)
  })

  it('finds entries of which only a descriptor behind the data says the length', async () => {
    // Python writes them so when it cannot go back in what it writes.
    const script =
      'import sys,zipfile\nclass W:\n def write(s,b): return sys.stdout.buffer.write(b)\n def flush(s): pass\n' +
      'z=zipfile.ZipFile(W(),"w",zipfile.ZIP_DEFLATED)\n' +
      'z.writestr("a.json","a"*5000)\nz.writestr("b.json","b"*5000)\nz.close()\n'
    const bytes = run('python3', ['-c', script], null)
    if (bytes === null) return
    const clean = await acquired(folder.write('py/x.zip', bytes))
    expect(clean).toMatchObject({ names: ['x.zip!/a.json', 'x.zip!/b.json'], notes: [] })
    const headless = bytes.subarray(0, bytes.indexOf('PK\u0001\u0002') + 10)
    const result = await acquired(folder.write('py2/x.zip', headless))
    expect(result).toMatchObject({ names: ['x.zip!/a.json', 'x.zip!/b.json'], codes: ['cut-zip'] })
    expect((await read(result.member('x.zip!/b.json'))).bytes.toString()).toBe('b'.repeat(5000))
  })
})

describe('what real programs write', () => {
  it('reads the output of zip and of python', async () => {
    const truth = lines(2000)
    folder.write('real/in/logs/app.log', truth)
    folder.write('real/in/logs/app.log.1.gz', gzipSync(truth))
    const made = run('zip', ['-q', '-r', '../x.zip', '.'], null, `${folder.path}/real/in`)
    const script =
      'import zipfile\nz=zipfile.ZipFile("y.zip","w")\nz.write("in/logs/app.log",compress_type=zipfile.ZIP_LZMA)\n' +
      'z.write("in/logs/app.log","b",compress_type=zipfile.ZIP_BZIP2)\n' +
      'f=z.open("wide","w",force_zip64=True)\nf.write(open("in/logs/app.log","rb").read())\nf.close()\nz.close()\n'
    const python = run('python3', ['-c', script], null, `${folder.path}/real`)
    if (made !== null) {
      const result = await acquired(`${folder.path}/real/x.zip`)
      expect(result.notes).toEqual([])
      expect(result.names.toSorted()).toEqual(['x.zip!/logs/app.log', 'x.zip!/logs/app.log.1.gz'])
      expect(result.member('x.zip!/logs/app.log.1.gz').packing).toEqual(['zip', 'gzip'])
      for (const member of result.members) expect((await read(member)).bytes.equals(truth)).toBe(true)
    }
    if (python !== null) {
      const result = await acquired(`${folder.path}/real/y.zip`)
      // LZMA (method 14) is another coding than xz; hardly any program writes it.
      expect(result).toMatchObject({ names: ['y.zip!/b', 'y.zip!/wide'], codes: ['unsupported-zip'] })
      for (const member of result.members) expect((await read(member)).bytes.equals(truth)).toBe(true)
    }
  })
})
