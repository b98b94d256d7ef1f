/** A small made-up package, and the means to change one the way a careful forger would. */
import { createHash } from 'node:crypto'
import { buildDigestList } from '../../../../src/shared/core/package/digest-list.ts'
import * as layout from '../../../../src/shared/core/package/package-layout.ts'
import { sealPackage, type SealedPackage } from '../../../../src/main/engine/package/seal-package.ts'
import { packageLimits, readZip } from '../../../../src/main/io/files/zip-read.ts'
import { buildZip } from '../../../../src/main/io/files/zip-write.ts'
import type { SigningKey } from '../../../../src/main/io/signing/signing-key.ts'
import { sampleReport } from '../../io/report/sample-report.ts'

export const sealedAt = new Date('2026-01-12T09:02:11Z')
export const extractPath = 'data/extracts/orders.csv'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export const payload: ReadonlyMap<string, Uint8Array> = new Map([
  [extractPath, bytes('id,amount\n1,100\n2,250\n3,75\n')],
  ['data/runs/chain.json', bytes('{"schema":"assay.verify-chain/1"}\n')],
  ['data/ipe/source-1.json', bytes('{"source":1}\n')],
  ['data/recipes/raw-prefix.json', bytes('{"recipe":"raw-prefix"}\n')],
  ['data/proofs/2025-04-01.json', bytes('[]\n')],
])

export function sealSample(
  key: SigningKey,
  more: {
    readonly sealedAt?: Date
    readonly payloadFiles?: ReadonlyMap<string, Uint8Array>
    readonly packageId?: string
  } = {},
): Promise<SealedPackage> {
  const report = sampleReport({ rows: 3 })
  return sealPackage({
    payloadFiles: more.payloadFiles ?? payload,
    report: { ...report, packageId: more.packageId ?? report.packageId },
    key,
    sealedAt: more.sealedAt ?? sealedAt,
    software: 'Assay test',
    repeatableChecks: [{ title: 'Hash chain of data/extracts/orders.csv', steps: ['Take each line.', 'Hash it.'] }],
  })
}

/** Files of a package without its top folder. */
export async function unpack(zip: Uint8Array): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  await readZip(zip, packageLimits, (member) => {
    files.set(member.path.slice(member.path.indexOf('/') + 1), member.bytes ?? new Uint8Array(0))
  })
  return files
}

export function repack(files: ReadonlyMap<string, Uint8Array>): Promise<Uint8Array> {
  return buildZip(new Map([...files].map(([path, content]) => [`top/${path}`, content])), sealedAt)
}

function listOf(files: ReadonlyMap<string, Uint8Array>, holds: (path: string) => boolean): Uint8Array {
  return buildDigestList(
    new Map(
      [...files]
        .filter(([path]) => holds(path))
        .map(([path, content]) => [path, createHash('sha256').update(content).digest('hex')]),
    ),
  )
}

/** Makes both manifests and the payload count fit the files again. */
export function recomputeManifests(files: Map<string, Uint8Array>): void {
  const inPayload = [...files].filter(([path]) => layout.isPayloadPath(path))
  const oxum = `Payload-Oxum: ${inPayload.reduce((total, [, content]) => total + content.length, 0)}.${inPayload.length}`
  files.set(
    layout.bagInfoPath,
    bytes(new TextDecoder().decode(files.get(layout.bagInfoPath)).replace(/^Payload-Oxum: .*$/m, oxum)),
  )
  files.set(layout.manifestPath, listOf(files, layout.isPayloadPath))
  files.set(
    layout.tagManifestPath,
    listOf(files, (path) => layout.listedTagFiles.includes(path)),
  )
}
