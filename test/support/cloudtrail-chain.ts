/**
 * A CloudTrail trail as the service would write it, made with node's own cryptography and none of the product's code:
 * hourly digests that list log files and name the digest before them, each signed with RSA.
 */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'

export interface TrailKey {
  readonly privateKey: KeyObject
  /** Base64 of the PKCS#1 DER. */
  readonly value: string
  readonly fingerprint: string
}

export function makeKey(): TrailKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const der = publicKey.export({ format: 'der', type: 'pkcs1' })
  return { privateKey, value: der.toString('base64'), fingerprint: createHash('md5').update(der).digest('hex') }
}

export interface StoredObject {
  readonly label: string
  readonly bucket: string
  readonly key: string
  readonly content: Buffer
  readonly metadata: Readonly<Record<string, string>>
}

export interface TrailOptions {
  readonly hours?: number
  readonly logsPerHour?: number
  readonly account?: string
  readonly region?: string
  readonly trail?: string
  readonly prefix?: string
  readonly bucket?: string
  /** Hours whose digest lists no log file. */
  readonly empty?: readonly number[]
  /** Hours whose digest names no predecessor. */
  readonly restart?: readonly number[]
  /** Hours for which the service wrote no digest, the chain being linked across them. */
  readonly quiet?: readonly number[]
  /** Hour from which the second key signs. */
  readonly secondKeyFrom?: number
  readonly backfill?: boolean
  /** Members that the service itself would have written so: `{"2": {"digestSignatureAlgorithm": "x"}}`. */
  readonly signedAs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** The same for the first log file of the hour. */
  readonly listedAs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Another bucket from this hour on. */
  readonly otherBucketFrom?: number
  readonly label?: string
}

const firstHour = Date.UTC(2024, 2, 1)

export function hourText(hour: number): string {
  return new Date(firstHour + hour * 3_600_000).toISOString().replace('.000', '')
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

interface Before {
  readonly object: StoredObject
  readonly signature: string
}

/** Log files and digests in the order in which they are written; labels are `log 2.1` and `digest 2`. */
export function makeTrail(keys: readonly TrailKey[], options: TrailOptions = {}): StoredObject[] {
  const {
    hours = 5,
    logsPerHour = 2,
    account = '123456789012',
    region = 'eu-central-1',
    trail = 'audit_trail',
    prefix = '',
    bucket = 'evidence-bucket',
    label = '',
    backfill = false,
  } = options
  const outer = prefix === '' ? '' : `${prefix}/`
  const objects: StoredObject[] = []
  let before: Before | null = null
  for (let hour = 0; hour < hours; hour += 1) {
    if (options.quiet?.includes(hour)) continue
    const home = options.otherBucketFrom !== undefined && hour >= options.otherBucketFrom ? 'second-bucket' : bucket
    const day = hourText(hour).slice(0, 10).replaceAll('-', '/')
    const compact = (text: string): string => text.replaceAll(/[-:]/g, '')
    const logFiles: Record<string, unknown>[] = []
    for (let index = 0; index < (options.empty?.includes(hour) ? 0 : logsPerHour); index += 1) {
      const times = [5, 20, 40].map(
        (minute) => `${hourText(hour).slice(0, 14)}${String(minute + index).padStart(2, '0')}:00Z`,
      )
      const content = Buffer.from(
        JSON.stringify({
          Records: times.map((eventTime, event) => ({
            eventVersion: '1.08',
            eventTime,
            eventSource: 's3.amazonaws.com',
            eventName: 'GetObject',
            requestParameters: { eventTime: 'not this one', key: `report "${hour}"` },
            eventID: `${hour}-${index}-${event}`,
            recipientAccountId: account,
          })),
        }),
      )
      const name = `${account}_CloudTrail_${region}_${compact(times[0] as string).slice(0, 13)}Z_${label || 'x'}${hour}${index}.json.gz`
      const log: StoredObject = {
        label: `${label}log ${hour}.${index}`,
        bucket: home,
        key: `${outer}AWSLogs/${account}/CloudTrail/${region}/${day}/${name}`,
        content,
        metadata: {},
      }
      objects.push(log)
      logFiles.push({
        s3Bucket: home,
        s3Object: log.key,
        hashValue: sha256(content),
        hashAlgorithm: 'SHA-256',
        newestEventTime: times[2],
        oldestEventTime: times[0],
        ...(index === 0 ? options.listedAs?.[hour] : {}),
      })
    }
    const key = keys[options.secondKeyFrom !== undefined && hour >= options.secondKeyFrom ? 1 : 0] as TrailKey
    const end = hourText(hour + 1)
    const objectKey = `${outer}AWSLogs/${account}/CloudTrail-Digest/${region}/${day}/${account}_CloudTrail-Digest_${region}_${trail}_${region}_${compact(end)}${backfill ? '_backfill' : ''}.json.gz`
    const linked: Before | null = options.restart?.includes(hour) ? null : before
    const document: Readonly<Record<string, unknown>> = {
      awsAccountId: account,
      digestStartTime: hourText(hour),
      digestEndTime: end,
      digestS3Bucket: home,
      digestS3Object: objectKey,
      digestPublicKeyFingerprint: key.fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: logFiles.at(-1)?.['newestEventTime'] ?? null,
      oldestEventTime: logFiles[0]?.['oldestEventTime'] ?? null,
      previousDigestS3Bucket: linked?.object.bucket ?? null,
      previousDigestS3Object: linked?.object.key ?? null,
      previousDigestHashValue: linked === null ? null : sha256(linked.object.content),
      previousDigestHashAlgorithm: linked === null ? null : 'SHA-256',
      previousDigestSignature: linked?.signature ?? null,
      logFiles,
      ...options.signedAs?.[hour],
    }
    const content = Buffer.from(JSON.stringify(document))
    const previousSignature = document['previousDigestSignature'] ?? 'null'
    const place = `${String(document['digestS3Bucket'])}/${String(document['digestS3Object'])}`
    const text = [document['digestEndTime'], place, sha256(content), previousSignature].join('\n')
    const signature = sign('sha256', Buffer.from(text), key.privateKey).toString('hex')
    const object: StoredObject = {
      label: `${label}digest ${hour}`,
      bucket: home,
      key: objectKey,
      content,
      metadata: {
        signature,
        'signature-algorithm': 'SHA256withRSA',
        ...(backfill ? { 'backfill-generation-timestamp': '2024-03-02T00:00:00Z' } : {}),
      },
    }
    objects.push(object)
    before = { object, signature }
  }
  return objects
}

/** The reply of `list-public-keys`: the first key for the first day of the trail, the second for the same day. */
export function keyList(keys: readonly TrailKey[], changes: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    PublicKeyList: keys.map((key) => ({
      Value: key.value,
      ValidityStartTime: '2024-02-20T00:00:00Z',
      ValidityEndTime: '2024-03-20T00:00:00Z',
      Fingerprint: key.fingerprint,
      ...changes,
    })),
  }
}

export interface CopiedFile {
  bytes: Buffer
  readonly metadata: Readonly<Record<string, string>>
}

/** One thing that happened to the files, as data; `what` is a label. */
export interface Step {
  readonly do: string
  readonly what: string
  readonly to?: string
  readonly with?: unknown
}

/** A copy of the bucket: paths with packed bytes. */
export class TrailCopy {
  readonly files = new Map<string, CopiedFile>()
  readonly pathByLabel = new Map<string, string>()
  readonly objects: readonly StoredObject[]

  constructor(objects: readonly StoredObject[]) {
    this.objects = objects
    for (const { label, key, content, metadata } of objects) {
      this.files.set(key, { bytes: gzipSync(content), metadata })
      this.pathByLabel.set(label, key)
    }
  }

  apply(step: Step): void {
    const path = this.pathByLabel.get(step.what) ?? step.what
    const file = this.files.get(path)
    const object = this.objects.find(({ label }) => label === step.what)
    const need = (): CopiedFile => {
      if (file === undefined) throw new Error(`no file ${step.what}`)
      return file
    }
    const content = object?.content ?? Buffer.alloc(0)
    switch (step.do) {
      case 'remove':
        need()
        this.files.delete(path)
        return
      case 'alter': {
        const changed = Buffer.from(
          content.toString('utf8').replace('GetObject', 'PutObject').replace('"awsAccountId":"1', '"awsAccountId":"2'),
        )
        if (changed.equals(content)) throw new Error(`${step.what} was not altered`)
        need().bytes = gzipSync(changed)
        return
      }
      case 'set': {
        const document = JSON.parse(content.toString('utf8')) as Record<string, unknown>
        need().bytes = gzipSync(Buffer.from(JSON.stringify({ ...document, ...(step.with as object) })))
        return
      }
      case 'without': {
        const document = JSON.parse(content.toString('utf8')) as Record<string, unknown>
        need().bytes = gzipSync(
          Buffer.from(
            JSON.stringify(Object.fromEntries(Object.entries(document).filter(([name]) => name !== step.with))),
          ),
        )
        return
      }
      case 'not-json':
        need().bytes = gzipSync(content.subarray(0, content.length - 3))
        return
      case 'append':
        need().bytes = Buffer.concat([need().bytes, Buffer.from(String(step.with))])
        return
      case 'append-member':
        need().bytes = Buffer.concat([need().bytes, gzipSync(Buffer.from(String(step.with)))])
        return
      case 'cut':
        need().bytes = need().bytes.subarray(0, Math.floor(need().bytes.length / 2))
        return
      case 'flip': {
        const bytes = Buffer.from(content)
        const at = Number(step.with) % bytes.length
        bytes[at] = (bytes[at] as number) ^ 1
        need().bytes = gzipSync(bytes)
        return
      }
      case 'damage': {
        const bytes = Buffer.from(need().bytes)
        for (let at = 20; at < 60; at += 1) bytes[at] = 0xff
        need().bytes = bytes
        return
      }
      case 'damage-checksum': {
        const bytes = Buffer.from(need().bytes)
        bytes[bytes.length - 8] = (bytes[bytes.length - 8] as number) ^ 1
        need().bytes = bytes
        return
      }
      case 'repack':
        need().bytes = gzipSync(content, { level: 1 })
        return
      case 'unpack':
        this.#move(path, path.replace(/\.gz$/, ''), { ...need(), bytes: content }, step.what)
        return
      case 'unpack-in-place':
        need().bytes = content
        return
      case 'move':
        return this.#move(path, `${step.to}/${path.slice(path.lastIndexOf('/') + 1)}`, need(), step.what)
      case 'rename':
        return this.#move(path, String(step.to), need(), step.what)
      case 'copy':
        this.files.set(String(step.to), { ...need() })
        return
      case 'swap': {
        const other = this.files.get(this.pathByLabel.get(String(step.to)) ?? '')
        if (other === undefined) throw new Error(`no file ${step.to}`)
        const kept = need().bytes
        need().bytes = other.bytes
        other.bytes = kept
        return
      }
      case 'restate': {
        const log = this.objects.find(({ label }) => label === step.to)
        const altered = this.files.get(this.pathByLabel.get(String(step.to)) ?? '')
        if (log === undefined || altered === undefined) throw new Error(`no file ${step.to}`)
        const restated = content.toString('utf8').replace(sha256(log.content), sha256(gunzipSync(altered.bytes)))
        need().bytes = gzipSync(Buffer.from(restated))
        return
      }
      case 'overwrite': {
        const source = this.files.get(this.pathByLabel.get(String(step.to)) ?? '')
        if (source === undefined) throw new Error(`no file ${step.to}`)
        need().bytes = source.bytes
        return
      }
      case 'alter-copy': {
        const changed = content.toString('utf8').replace('"awsAccountId":"1', '"awsAccountId":"2')
        this.files.set(String(step.to), { metadata: {}, bytes: gzipSync(Buffer.from(changed)) })
        return
      }
      case 'flatten':
        for (const [label, from] of this.pathByLabel) {
          const moved = this.files.get(from)
          if (moved !== undefined) this.#move(from, from.slice(from.lastIndexOf('/') + 1), moved, label)
        }
        return
      case 'relocate-all':
        for (const [label, from] of this.pathByLabel) {
          const moved = this.files.get(from)
          if (moved !== undefined) this.#move(from, from.replace(step.what, String(step.to)), moved, label)
        }
        return
      case 'add':
        this.files.set(step.what, { bytes: gzipSync(Buffer.from(String(step.with))), metadata: {} })
        return
      default:
        throw new Error(`unknown step ${step.do}`)
    }
  }

  #move(from: string, to: string, file: CopiedFile, label: string): void {
    this.files.delete(from)
    this.files.set(to, file)
    if (this.pathByLabel.has(label)) this.pathByLabel.set(label, to)
  }
}
