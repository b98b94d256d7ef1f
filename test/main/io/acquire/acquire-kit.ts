/** What the tests of acquiring share: a folder of their own, the system's packers, and everything an acquisition gives. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { acquire } from '../../../../src/main/io/acquire/acquire.ts'
import type { AcquireLimits, Acquisition, MemberNote, SourceMember } from '../../../../src/main/io/acquire/acquire.ts'
import { ByteCursor } from '../../../../src/main/io/acquire/byte-cursor.ts'
import type { Decoder } from '../../../../src/main/io/acquire/byte-source.ts'
import { NoteList } from '../../../../src/main/io/acquire/notes.ts'

export interface TemporaryFolder {
  readonly path: string
  write(name: string, bytes: Buffer | string): string
  remove(): void
}

export function temporaryFolder(): TemporaryFolder {
  const root = mkdtempSync(path.join(tmpdir(), 'assay-acquire-'))
  return {
    path: root,
    write(name, bytes) {
      const file = path.join(root, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, bytes)
      return file
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Runs a program of the system; null, and said loudly, when it is not there. */
export function run(program: string, args: readonly string[], input: Buffer | null, cwd?: string): Buffer | null {
  const result = spawnSync(program, args, {
    input: input ?? Buffer.alloc(0),
    maxBuffer: 2 ** 30,
    ...(cwd ? { cwd } : {}),
  })
  if (result.error !== undefined) {
    console.warn(`SKIPPED: ${program} is not installed, so its output was not read`)
    return null
  }
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.stderr.toString()}`)
  return result.stdout
}

/** Log lines of `count`, no two alike. */
export function lines(count: number): Buffer {
  const rows = Array.from(
    { length: count },
    (_, i) => `{"n":${i},"actor":"u_${(i * 7919) % 101}","v":${Math.sin(i)}}\n`,
  )
  return Buffer.from(rows.join(''))
}

export async function* chunksOf(bytes: Buffer, size = 1024 * 1024): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export interface Decoded {
  readonly bytes: Buffer
  readonly notes: readonly MemberNote[]
  readonly codes: readonly string[]
}

export async function decode(decoder: Decoder, packed: Buffer, chunkSize?: number): Promise<Decoded> {
  const list = new NoteList()
  const chunks: Buffer[] = []
  for await (const chunk of decoder(new ByteCursor(chunksOf(packed, chunkSize)), list.add)) chunks.push(chunk)
  const notes = list.list()
  return { bytes: Buffer.concat(chunks), notes, codes: notes.map((note) => note.code) }
}

export async function read(member: SourceMember): Promise<Decoded> {
  const chunks: Buffer[] = []
  for await (const chunk of member.open()) {
    if (chunk.length > 1024 * 1024) throw new Error('a chunk is longer than 1 MiB')
    chunks.push(chunk)
  }
  const notes = member.notes()
  return { bytes: Buffer.concat(chunks), notes, codes: notes.map((note) => note.code) }
}

export interface Acquired extends Acquisition {
  readonly names: readonly string[]
  readonly codes: readonly string[]
  member(name: string): SourceMember
}

export async function acquired(file: string | readonly string[], limits?: Partial<AcquireLimits>): Promise<Acquired> {
  const result = await acquire(typeof file === 'string' ? [file] : file, limits)
  return {
    ...result,
    names: result.members.map((member) => member.name),
    codes: result.notes.map((note) => note.code),
    member(name) {
      const member = result.members.find((one) => one.name === name)
      if (member === undefined)
        throw new Error(`no member ${name} among ${result.members.map((m) => m.name).join(', ')}`)
      return member
    },
  }
}
