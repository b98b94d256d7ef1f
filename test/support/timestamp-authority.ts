/**
 * Time-stamping authorities made with the openssl program in a folder of their own: certificates of any shape, tokens as
 * `openssl ts` makes them, and forged ones as `openssl cms` makes them, which asks nothing of the certificate.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** False where there is no openssl of version 3 or later; its tests then say so and are skipped. */
export function hasOpenssl(): boolean {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' }).startsWith('OpenSSL 3')
  } catch {
    return false
  }
}

export type KeyKind = 'rsa' | 'p256' | 'p384' | 'p521' | 'ed25519'

const keyArguments: Readonly<Record<KeyKind, readonly string[]>> = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  p256: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  p521: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  ed25519: ['-algorithm', 'ED25519'],
}

/** What a certificate is for: a section of the configuration. */
export type Shape =
  | 'authority'
  | 'authority_short'
  | 'no_authority'
  | 'authority_mail'
  | 'authority_mail_too'
  | 'tsa'
  | 'tsa_not_critical'
  | 'tsa_further'
  | 'tsa_no_sign'
  | 'mail'
  | 'plain'
  | 'tsa_strange'

const configuration = `
[ca]
default_ca = any
[any]
dir = .
database = index.txt
new_certs_dir = .
serial = serial
rand_serial = yes
crlnumber = crlnumber
default_md = sha256
default_crl_days = 3650
policy = names
unique_subject = no
copy_extensions = none
[names]
commonName = supplied
organizationName = optional
[req]
distinguished_name = dn
prompt = no
[dn]
CN = nobody
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[authority_short]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
[no_authority]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
[authority_mail]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
extendedKeyUsage = critical,emailProtection
[authority_mail_too]
basicConstraints = critical,CA:TRUE
extendedKeyUsage = emailProtection
[tsa]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
[tsa_not_critical]
extendedKeyUsage = timeStamping
[tsa_further]
extendedKeyUsage = critical,timeStamping,emailProtection
[tsa_no_sign]
keyUsage = critical,keyEncipherment
extendedKeyUsage = critical,timeStamping
[mail]
extendedKeyUsage = critical,emailProtection
[plain]
basicConstraints = CA:FALSE
[tsa_strange]
extendedKeyUsage = critical,timeStamping
1.2.3.4.5 = critical,ASN1:NULL
[tsa_service]
serial = tsaserial
crypto_device = builtin
default_policy = 1.3.6.1.4.1.99999.1
other_policies = 1.3.6.1.4.1.99999.2
digests = md5,sha1,sha256,sha384,sha512
accuracy = secs:1,millisecs:500,microsecs:100
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
signer_digest = sha256
`

export interface ReplyOptions {
  readonly signer: string
  readonly data: Uint8Array
  readonly digest?: string
  readonly chain?: string
  /** Lines of the configuration's service section that are replaced, by name. */
  readonly settings?: Readonly<Record<string, string>>
  /** The token without the response around it. */
  readonly bare?: boolean
  readonly withoutCertificates?: boolean
}

export interface CmsOptions {
  readonly signers: readonly string[]
  readonly content: Uint8Array
  readonly chain?: string
  /** Without the attribute that binds the certificate. */
  readonly unbound?: boolean
  readonly contentType?: string
  readonly pss?: boolean
  readonly keyIdentifier?: boolean
  readonly digest?: string
  readonly withoutCertificates?: boolean
}

export class TimestampAuthority {
  readonly folder: string
  #files = 0

  constructor(folder: string) {
    this.folder = folder
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'conf'), configuration)
    writeFileSync(join(folder, 'index.txt'), '')
    writeFileSync(join(folder, 'tsaserial'), '01\n')
    writeFileSync(join(folder, 'crlnumber'), '01\n')
  }

  /** Runs openssl in the folder. */
  run(...args: readonly string[]): string {
    return execFileSync('openssl', args, { cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** A certificate `name.pem` with `name.key`; of itself when no issuer is named. Dates are `YYYYMMDDHHMMSSZ`. */
  certificate(
    name: string,
    options: {
      readonly kind?: KeyKind
      readonly key?: string
      readonly issuer?: string
      readonly shape: Shape
      readonly subject?: string
      readonly from?: string
      readonly to?: string
      readonly digest?: string
    },
  ): void {
    const { key, shape, issuer } = options
    const keyFile = `${key ?? name}.key`
    if (key === undefined) this.run('genpkey', ...keyArguments[options.kind ?? 'p256'], '-out', keyFile)
    if (key !== undefined) writeFileSync(join(this.folder, `${name}.key`), readFileSync(join(this.folder, keyFile)))
    const subject = options.subject ?? `/O=Example/CN=${name}`
    this.run('req', '-new', '-config', 'conf', '-key', keyFile, '-subj', subject, '-out', `${name}.csr`)
    const by =
      issuer === undefined
        ? ['-selfsign', '-keyfile', keyFile]
        : ['-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`]
    const dates = ['-startdate', options.from ?? '20200101000000Z', '-enddate', options.to ?? '20491231235959Z']
    const base = ['ca', '-batch', '-notext', '-preserveDN', '-config', 'conf', '-extensions', shape]
    // Ed25519 has a digest of its own.
    const digest = options.digest === undefined ? [] : ['-md', options.digest]
    this.run(...base, ...dates, ...digest, ...by, '-in', `${name}.csr`, '-out', `${name}.pem`)
    this.run('x509', '-in', `${name}.pem`, '-outform', 'DER', '-out', `${name}.der`)
  }

  der(name: string): Uint8Array {
    return Uint8Array.from(readFileSync(join(this.folder, `${name}.der`)))
  }

  /** One file of several certificates, for `chain`. */
  bundle(name: string, members: readonly string[]): void {
    const texts = members.map((member) => readFileSync(join(this.folder, `${member}.pem`), 'utf8'))
    writeFileSync(join(this.folder, `${name}.pem`), texts.join(''))
  }

  /** A response as `openssl ts` makes it. */
  reply(options: ReplyOptions): Uint8Array {
    const request = this.#file('tsq')
    const data = this.#write(options.data)
    const certificates = options.withoutCertificates === true ? [] : ['-cert']
    this.run('ts', '-query', '-data', data, `-${options.digest ?? 'sha256'}`, ...certificates, '-out', request)
    let text = configuration
    for (const [name, value] of Object.entries(options.settings ?? {}))
      text = text.replace(new RegExp(`^${name} = .*$`, 'm'), `${name} = ${value}`)
    const config = this.#file('conf')
    writeFileSync(join(this.folder, config), text)
    const out = this.#file('tsr')
    const chain = options.chain === undefined ? [] : ['-chain', `${options.chain}.pem`]
    const form = options.bare === true ? ['-token_out'] : []
    const { signer } = options
    const base = ['ts', '-reply', '-config', config, '-section', 'tsa_service', '-queryfile', request]
    this.run(...base, '-signer', `${signer}.pem`, '-inkey', `${signer}.key`, ...chain, ...form, '-out', out)
    return Uint8Array.from(readFileSync(join(this.folder, out)))
  }

  /** A request, which is no token. */
  request(data: Uint8Array): Uint8Array {
    const out = this.#file('tsq')
    this.run('ts', '-query', '-data', this.#write(data), '-sha256', '-out', out)
    return Uint8Array.from(readFileSync(join(this.folder, out)))
  }

  /** What openssl prints of a response. */
  print(response: Uint8Array): string {
    return this.run('ts', '-reply', '-config', 'conf', '-in', this.#write(response), '-text')
  }

  /** The TSTInfo inside a token, as openssl takes it out. */
  contentOf(token: Uint8Array): Uint8Array {
    const out = this.#file('tst')
    const base = ['cms', '-verify', '-noverify', '-nosigs', '-inform', 'DER', '-in', this.#write(token)]
    this.run(...base, '-out', out)
    return Uint8Array.from(readFileSync(join(this.folder, out)))
  }

  /** Any bytes signed as if they were a time stamp. */
  cms(options: CmsOptions): Uint8Array {
    const out = this.#file('der')
    const flags = ['-binary', '-nodetach', '-nosmimecap', '-outform', 'DER']
    flags.push('-econtent_type', options.contentType ?? '1.2.840.113549.1.9.16.1.4')
    if (options.unbound !== true) flags.push('-cades')
    if (options.keyIdentifier === true) flags.push('-keyid')
    if (options.withoutCertificates === true) flags.push('-nocerts')
    if (options.chain !== undefined) flags.push('-certfile', `${options.chain}.pem`)
    flags.push('-md', options.digest ?? 'sha256')
    for (const signer of options.signers) {
      flags.push('-signer', `${signer}.pem`, '-inkey', `${signer}.key`)
      if (options.pss === true) flags.push('-keyopt', 'rsa_padding_mode:pss')
    }
    this.run('cms', '-sign', ...flags, '-in', this.#write(options.content), '-out', out)
    return Uint8Array.from(readFileSync(join(this.folder, out)))
  }

  /** What `openssl ts -verify` says: null when it accepts, else its message. */
  refusal(response: Uint8Array, data: Uint8Array, root: string, bare = false): string | null {
    const base = ['ts', '-verify', '-in', this.#write(response), '-data', this.#write(data), '-CAfile', `${root}.pem`]
    try {
      this.run(...base, ...(bare ? ['-token_in'] : []))
      return null
    } catch (error) {
      return String((error as { stderr?: unknown }).stderr ?? error)
    }
  }

  /** Revokes a certificate at a time (`YYMMDDHHMMSSZ`) by writing the database of `openssl ca`, and gives the list in DER. */
  revocationList(
    issuer: string,
    revoked: readonly { readonly name: string; readonly at: string; readonly reason?: string }[],
    from: string,
  ): Uint8Array {
    writeFileSync(join(this.folder, 'crl.index'), '')
    for (const { name, at, reason } of revoked) {
      const serial = this.run('x509', '-in', `${name}.pem`, '-noout', '-serial').trim().replace('serial=', '')
      const when = reason === undefined ? at : `${at},${reason}`
      appendFileSync(join(this.folder, 'crl.index'), `R\t491231235959Z\t${when}\t${serial}\tunknown\t/CN=${name}\n`)
    }
    writeFileSync(join(this.folder, 'crl.conf'), configuration.replace('database = index.txt', 'database = crl.index'))
    const out = this.#file('crl')
    const base = ['ca', '-gencrl', '-config', 'crl.conf', '-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`]
    this.run(...base, '-crl_lastupdate', from, '-crl_nextupdate', '20491231235959Z', '-out', `${out}.pem`)
    this.run('crl', '-in', `${out}.pem`, '-outform', 'DER', '-out', out)
    return Uint8Array.from(readFileSync(join(this.folder, out)))
  }

  #file(extension: string): string {
    this.#files += 1
    return `file-${this.#files}.${extension}`
  }

  #write(bytes: Uint8Array): string {
    const name = this.#file('bin')
    writeFileSync(join(this.folder, name), bytes)
    return name
  }
}
