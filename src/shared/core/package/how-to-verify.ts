/**
 * HOW-TO-VERIFY.txt: how a stranger repeats the checks with common programs, and what each of them does not show. Plain
 * ASCII apart from names; lines of at most 100 characters so that any viewer shows it.
 */
import { utf8FromText } from '../bytes/utf8.ts'
import * as layout from './package-layout.ts'

/** How one chain or tree was recomputed, as steps a reader can follow with other means. */
export interface RepeatableCheck {
  /** For example `Hash chain of data/extracts/audit_events.ndjson`. */
  readonly title: string
  readonly steps: readonly string[]
}

export interface HowToVerifyFacts {
  readonly packageId: string
  readonly engagement: string
  readonly period: string
  readonly template: string
  /** ISO 8601 UTC, signer's clock. */
  readonly sealedAt: string
  readonly software: string
  readonly signerSubject: string
  /** Lower-case hex SHA-256 of the certificate's DER. */
  readonly fingerprint: string
  readonly selfSigned: boolean
  readonly checks: readonly RepeatableCheck[]
}

/** UTF-8 bytes of the file. */
export function buildHowToVerify(facts: HowToVerifyFacts): Uint8Array {
  const parts = [front(facts), files(), signatures(facts), report(), binding(), checks(facts.checks), limits(facts)]
  return utf8FromText(`${parts.join('\n')}`)
}

function front(facts: HowToVerifyFacts): string {
  return `HOW TO VERIFY THIS PACKAGE

Package      ${facts.packageId}
Engagement   ${oneLine(facts.engagement)}
Period       ${oneLine(facts.period)}
Template     ${oneLine(facts.template)}
Sealed       ${facts.sealedAt} (the signer's own clock)
Software     ${facts.software}

Unpack the package first. All commands run in the folder that holds bagit.txt. They need sha256sum
(GNU coreutils), openssl 3 and pdfsig and pdfdetach (poppler-utils). None of them needs a network.
`
}

function files(): string {
  return `1. ARE THE FILES THE ONES THAT WERE LISTED?

    sha256sum -c ${layout.manifestPath}
    sha256sum -c ${layout.tagManifestPath}

Every line must end in OK. A line that does not names the file that differs. These commands do not
report files that are in the folder and in no list; compare, before making further files, with:

    find . -type f | sort

Listed nowhere, because a list cannot hold its own digest, are only ${layout.tagManifestPath}
and ${layout.tagManifestSignaturePath}.
`
}

function signatures(facts: HowToVerifyFacts): string {
  return `2. WERE THE LISTS SIGNED, AND BY WHICH KEY?

    openssl cms -verify -binary -inform DER -noverify -content ${layout.manifestPath} \\
      -in ${layout.manifestSignaturePath} -out /dev/null
    openssl cms -verify -binary -inform DER -noverify -content ${layout.tagManifestPath} \\
      -in ${layout.tagManifestSignaturePath} -out /dev/null

Both must print "CMS Verification successful". -noverify leaves out the question whose key it is;
that is answered by the fingerprint of the certificate:

    openssl x509 -in ${layout.certificatePath} -noout -subject -fingerprint -sha256
    openssl cms -verify -binary -inform DER -noverify -content ${layout.manifestPath} \\
      -in ${layout.manifestSignaturePath} -signer signer.pem -out /dev/null
    openssl x509 -in signer.pem -noout -fingerprint -sha256

    name in the certificate  ${oneLine(facts.signerSubject)}
    SHA-256 fingerprint      ${pairs(facts.fingerprint, 0, 32)}
                             ${pairs(facts.fingerprint, 32, 64)}

Both fingerprints must be this one, and this one must be the one the signer gave you by another
channel: in person, by telephone, on a web site you know. A fingerprint read only here proves
nothing about who signed.
${
  facts.selfSigned
    ? `
The certificate is self-issued: nobody but its holder vouches for the name in it. PDF readers and
openssl therefore say "unknown issuer", "not trusted" or show a yellow sign. That is expected and is
no statement about the files; the fingerprint decides.
`
    : `
The certificate was issued by somebody else. To check it against that authority, leave out -noverify
and name the authority's certificate with -CAfile.
`
}`
}

function report(): string {
  return `3. IS THE REPORT AS SIGNED?

    pdfsig ${layout.reportPath}

It must show one signature, "Signature is Valid" and "Total document signed". If the last line is
absent, something was added after signing. Was it the same key? The fingerprint must be that of
step 2:

    pdfsig -dump ${layout.reportPath}
    openssl pkcs7 -inform DER -in report.pdf.sig0 -print_certs -out report-signer.pem
    openssl x509 -in report-signer.pem -noout -fingerprint -sha256
`
}

function binding(): string {
  return `4. DOES THE SIGNED REPORT SPEAK OF THESE FILES?

The report carries the digests of every other file under data/, printed in it and attached to it as
${layout.digestAttachmentName}. A file changed together with the lists of step 1 still differs here:

    pdfdetach -savefile ${layout.digestAttachmentName} -o digests.txt ${layout.reportPath}
    sha256sum -c digests.txt
`
}

function checks(list: readonly RepeatableCheck[]): string {
  const heading = '5. CAN THE RESULTS BE REPEATED?\n'
  if (list.length === 0)
    return `${heading}\nThis package holds no hash chain, no Merkle root and no other check to repeat.\n`
  const body = list.map(
    (check) =>
      `${wrap(check.title, '')}\n${check.steps.map((step, index) => wrap(step, `  ${index + 1}. `)).join('\n')}\n`,
  )
  return `${heading}\n${body.join('\n')}\nThe exact recipe of each check stands in data/recipes/, its result in data/runs/, proofs in\ndata/proofs/.\n`
}

function limits(facts: HowToVerifyFacts): string {
  const own = facts.selfSigned
    ? '- The name in a self-issued certificate is a claim until its fingerprint is confirmed.\n'
    : ''
  return `WHAT THESE CHECKS DO NOT SHOW

- They show that the files are those that were sealed. They do not show that the source system
  recorded everything, or that what it recorded is true.
- A hash chain that recomputes may have been rebuilt as a whole by someone with access to the
  source. Only a value kept outside the source, obtained independently, speaks against that.
- The time of sealing is the signer's clock. No time-stamping authority confirmed it.
- Whether the certificate was withdrawn later cannot be seen without a network.
${own}- Nothing here is an opinion on controls, or legal advice.
`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** `AB:CD:…` as openssl prints it. */
function pairs(hex: string, from: number, to: number): string {
  return (hex.slice(from, to).toUpperCase().match(/../g) ?? []).join(':')
}

function wrap(text: string, prefix: string): string {
  const indent = ' '.repeat(prefix.length)
  const lines: string[] = []
  let line = prefix
  for (const word of oneLine(text).split(' ')) {
    const start = line === prefix || line === indent
    if (!start && line.length + 1 + word.length > 100) {
      lines.push(line)
      line = `${indent}${word}`
    } else line += start ? word : ` ${word}`
  }
  return [...lines, line].join('\n')
}
