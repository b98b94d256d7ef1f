import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageLimits, readZip, type ZipLimits, type ZipMember } from '../../../../src/main/io/files/zip-read.ts'
import { buildZip } from '../../../../src/main/io/files/zip-write.ts'
import { inFolder, run } from '../signing/material.ts'
import { rawZip, type RawMember } from './raw-zip.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const time = new Date('2026-03-29T01:30:00Z')
const files = new Map([
  ['p/b.txt', bytes('bee\n'.repeat(1000))],
  ['p/a.txt', bytes('')],
  ['p/sub/ü.txt', bytes('three')],
])

async function read(source: string | Uint8Array, limits: ZipLimits = packageLimits): Promise<ZipMember[]> {
  const members: ZipMember[] = []
  await readZip(source, limits, (member) => {
    members.push(member)
  })
  return members
}

describe('an archive', () => {
  it('is read back with every name and byte, sorted', async () => {
    const members = await read(await buildZip(files, time))
    expect(members.map((member) => member.path)).toEqual(['p/a.txt', 'p/b.txt', 'p/sub/ü.txt'])
    for (const member of members) expect(member.bytes).toEqual(files.get(member.path))
  })

  it('does not depend on the order of adding, nor on the zone, the hour that summer time skips included', async () => {
    const script = `
      import { createHash } from 'node:crypto'
      import { buildZip } from './src/main/io/files/zip-write.ts'
      const files = new Map([['p/sub/ü.txt', 'three'], ['p/b.txt', 'bee\\n'.repeat(1000)], ['p/a.txt', '']].map(([path, text]) => [path, new TextEncoder().encode(text)]))
      console.log(createHash('sha256').update(await buildZip(files, new Date('2026-03-29T01:30:00Z'))).digest('hex'))`
    const here = createHash('sha256')
      .update(await buildZip(files, time))
      .digest('hex')
    // Berlin has no 02:30 on that day, Lord Howe moves by half an hour, Kathmandu is off by a quarter.
    for (const zone of ['UTC', 'Asia/Tokyo', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      const result = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        env: { ...process.env, TZ: zone },
      })
      expect(result.stdout.trim() || result.stderr, zone).toBe(here)
    }
    expect(await buildZip(files, new Date('2026-03-29T01:30:02Z'))).not.toEqual(await buildZip(files, time))
  })

  it('is accepted by another program, with the time in UTC', async (context) => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'a.zip'), await buildZip(files, time))
      const result = run(
        context,
        'python3',
        [
          '-c',
          'import zipfile;z=zipfile.ZipFile("a.zip");print(z.testzip(),[(i.filename,i.date_time) for i in z.infolist()][0])',
        ],
        folder,
      )
      expect(result.text).toContain("None ('p/a.txt', (2026, 3, 29, 1, 30, 0))")
      expect(await read(join(folder, 'a.zip'))).toHaveLength(3)
    })
  })
})

describe('an archive that someone made to mislead', () => {
  const good: RawMember = { name: 'p/a.txt', bytes: bytes('a') }
  const refusals: readonly { readonly name: string; readonly members: readonly RawMember[] }[] = [
    { name: 'a name that climbs out', members: [{ name: 'p/../../evil.txt', bytes: bytes('x') }] },
    { name: 'a name that starts with ..', members: [{ name: '../evil.txt', bytes: bytes('x') }] },
    { name: 'an absolute name', members: [{ name: '/etc/passwd', bytes: bytes('x') }] },
    { name: 'a drive', members: [{ name: 'C:/x', bytes: bytes('x') }] },
    { name: 'a backslash', members: [{ name: 'p\\..\\x', bytes: bytes('x') }] },
    { name: 'one name twice', members: [good, { ...good, bytes: bytes('other') }] },
    { name: 'one name twice but for case', members: [good, { ...good, name: 'p/A.TXT' }] },
    { name: 'another name before the bytes than in the directory', members: [{ ...good, localName: 'p/b.txt' }] },
    { name: 'a link', members: [{ ...good, mode: 0o120777 }] },
    { name: 'an encrypted member', members: [{ ...good, flags: 1 }] },
    { name: 'a folder that holds bytes', members: [{ name: 'p/', bytes: bytes('x') }] },
  ]
  for (const { name, members } of refusals) {
    it(`is refused: ${name}`, async () => {
      await expect(read(rawZip(members))).rejects.toMatchObject({ name: 'AppError', code: 'package-unreadable' })
    })
  }

  it('is refused when it would unpack to more than allowed, by size, sum or number', async () => {
    const bomb = rawZip([{ name: 'p/z', bytes: new Uint8Array(10_000_000), deflate: true }])
    expect(bomb.length).toBeLessThan(20_000)
    await expect(read(bomb, { ...packageLimits, mostEntryBytes: 1_000_000 })).rejects.toMatchObject({
      code: 'package-unreadable',
    })
    const two = rawZip([good, { name: 'p/b', bytes: bytes('bb') }])
    await expect(read(two, { ...packageLimits, mostTotalBytes: 2 })).rejects.toMatchObject({
      code: 'package-unreadable',
    })
    await expect(read(two, { ...packageLimits, mostEntries: 1 })).rejects.toMatchObject({ code: 'package-unreadable' })
    expect(await read(two, { ...packageLimits, mostEntries: 2, mostTotalBytes: 3 })).toHaveLength(2)
  })

  it('cannot state a smaller size than what comes out: the member is reported, not cut', async () => {
    const liar = rawZip([{ name: 'p/z', bytes: new Uint8Array(1_000_000), deflate: true, statedSize: 10 }, good])
    const members = await read(liar)
    expect(members[0]).toMatchObject({ path: 'p/z', bytes: null })
    expect(members[0]?.problem).toMatch(/too many bytes/)
    expect(members[1]?.bytes).toEqual(bytes('a'))
  })
})

describe('a damaged archive', () => {
  it('is refused when cut or when it is something else', async () => {
    const zip = await buildZip(files, time)
    for (const cut of [0, 10, zip.length - 1, zip.length - 30])
      await expect(read(zip.subarray(0, cut))).rejects.toMatchObject({ code: 'package-unreadable' })
    await expect(read(bytes('%PDF-1.7 not an archive at all'))).rejects.toMatchObject({ code: 'package-unreadable' })
    await expect(read('/nonexistent/x.zip')).rejects.toMatchObject({ code: 'file-unreadable' })
  })

  it('reports the member whose bytes do not unpack and hands over the others', async () => {
    const zip = Buffer.from(
      rawZip([
        { name: 'p/a', bytes: bytes('text '.repeat(500)), deflate: true },
        { name: 'p/b', bytes: bytes('b') },
      ]),
    )
    zip[36] = 0xff
    const members = await read(zip)
    expect(members[0]).toMatchObject({ path: 'p/a', bytes: null })
    expect(members[0]?.problem).not.toBeNull()
    expect(members[1]).toMatchObject({ path: 'p/b', problem: null })
  })
})
