/** Keys and outside programs for tests of signing. Randomness is a counter under SHA-256, so that failures repeat. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { issueSigningKey, type IssuedKey } from '../../../../src/main/io/signing/issue-signing-key.ts'
import { readSigningKey } from '../../../../src/main/io/signing/pkcs12-read.ts'
import type { SigningKey } from '../../../../src/main/io/signing/signing-key.ts'

export const passphrase = 'correct horse päßphrase'

export function countingRandom(seed: string): (size: number) => Uint8Array {
  let counter = 0
  return (size) => {
    const bytes = new Uint8Array(size)
    for (let offset = 0; offset < size; offset += 32) {
      const block = createHash('sha256').update(`${seed} ${counter}`).digest()
      counter += 1
      bytes.set(block.subarray(0, Math.min(32, size - offset)), offset)
    }
    return bytes
  }
}

export function issueTestKey(seed = 'one', name = 'Jane Doe (Example Ltd)'): IssuedKey {
  const random = countingRandom(seed)
  return issueSigningKey({
    name,
    passphrase,
    validFrom: new Date('2026-01-01T00:00:00Z'),
    serial: random(16),
    random,
    iterations: 2048,
  })
}

export function testKey(seed = 'one', name?: string): SigningKey {
  return readSigningKey(issueTestKey(seed, name).p12, passphrase)
}

/** Runs a program; the test is skipped by name when it is not installed. */
export function run(
  context: TestContext,
  program: string,
  args: readonly string[],
  cwd?: string,
): { code: number; text: string } {
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    cwd,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  if (result.error !== undefined) {
    console.warn(`SKIPPED "${context.task.name}": the program ${program} is not installed`)
    context.skip(`${program} is not installed`)
  }
  return { code: result.status ?? -1, text: `${result.stdout}${result.stderr}` }
}

/** A folder that is gone when the work is done. */
export async function inFolder<T>(work: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A copy with one bit of one byte changed. */
export function flipped(bytes: Uint8Array, position: number, bit = 0): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[position] = (copy[position] as number) ^ (1 << bit)
  return copy
}
