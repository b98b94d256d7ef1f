/**
 * The import table and the package table a second time, written down apart from .oxlintrc.json, so that an error in
 * the one is seen from the other. The guard test asks about every pair of folders and every pair of folder and package,
 * allowed or not.
 */

/** A part of the tree: where a plant goes, and the file that others try to import. */
export interface Part {
  /** File that imports; relative to the repository. */
  readonly importer: string
  /** File that is imported. */
  readonly target: string
  readonly mayImport: readonly string[]
  /** Parts of which types may be imported and nothing that exists at run time. */
  readonly mayImportTypesOf?: readonly string[]
  readonly mayUse: readonly string[]
}

const main = 'src/main'
const io = 'src/main/io'
const shared = 'src/shared'
const page = 'src/renderer'

const nodeModules = ['node:fs', 'node:path', 'node:worker_threads', 'node:child_process', 'node:zlib']
const nodeWithHashing = [...nodeModules, 'node:crypto']
const core = ['shared/core', 'shared/core/bytes', 'shared/core/bytes/parse-json']
const pagePackages = [
  'react',
  'react-dom/client',
  'react-aria-components',
  '@tanstack/react-query',
  '@tanstack/react-router',
  'zustand',
  'i18next',
  'react-i18next',
  'lucide-react',
]
const pageShared = ['shared/ipc', 'shared/ipc/channels', 'shared/model', 'shared/text']
const ipc = ['shared/ipc', 'shared/ipc/channels']
const ioShared = [...core, 'shared/model', 'shared/text', 'main/io/files', 'main/io/host']
const anchorFriends = ['main/io/anchors', 'main/io/anchors/online', 'main/io/signing']
const ioParts = [
  'main/io/formats',
  'main/io/acquire',
  'main/io/anchors',
  'main/io/anchors/online',
  'main/io/second-opinion',
  'main/io/report',
  'main/io/signing',
  'main/io/files',
  'main/io/host',
]

function folder(root: string, rest: Omit<Part, 'importer' | 'target'>, extension = 'ts'): Part {
  return { importer: `${root}/importer.${extension}`, target: `${root}/target.ts`, ...rest }
}

/** Every part of the tree by its name. A folder may always import itself; that is not repeated here. */
export const partByName: Readonly<Record<string, Part>> = {
  'shared/model': folder(`${shared}/model`, { mayImport: [], mayUse: ['zod'] }),
  'shared/core': folder(`${shared}/core/chain`, {
    mayImport: ['shared/core/bytes', 'shared/core/bytes/parse-json', 'shared/model'],
    mayUse: ['@noble/curves/nist.js'],
  }),
  'shared/core/bytes': folder(`${shared}/core/bytes`, {
    mayImport: ['shared/core', 'shared/core/bytes/parse-json', 'shared/model'],
    mayUse: ['@noble/curves/nist.js', 'canonicalize'],
  }),
  'shared/core/bytes/parse-json': {
    importer: `${shared}/core/bytes/parse-json-importer.ts`,
    target: `${shared}/core/bytes/parse-json.ts`,
    mayImport: ['shared/core', 'shared/core/bytes', 'shared/model'],
    mayUse: ['@noble/curves/nist.js', 'canonicalize'],
  },
  'shared/ipc': {
    importer: `${shared}/ipc/importer.ts`,
    target: `${shared}/ipc/target.ts`,
    mayImport: ['shared/ipc/channels', 'shared/model'],
    mayUse: ['zod'],
  },
  'shared/ipc/channels': {
    importer: `${shared}/ipc/channels-importer.ts`,
    target: `${shared}/ipc/channels.ts`,
    mayImport: ['shared/ipc', 'shared/model'],
    mayUse: ['zod'],
  },
  'shared/text': folder(`${shared}/text`, { mayImport: ['shared/model'], mayUse: ['i18next'] }),

  'main/index.ts': {
    importer: `${main}/index.ts`,
    target: `${main}/index.ts`,
    mayImport: ['main/shell', 'main/cli'],
    mayUse: ['electron', ...nodeWithHashing],
  },
  'main/shell': folder(`${main}/shell`, {
    mayImport: [...ipc, 'main/worker/client', 'shared/model', 'shared/text'],
    mayUse: ['electron', ...nodeWithHashing],
  }),
  'main/preload': folder(`${main}/preload`, {
    mayImport: ['shared/ipc/channels'],
    mayImportTypesOf: ['shared/ipc'],
    mayUse: ['electron'],
  }),
  'main/engine': folder(`${main}/engine`, {
    mayImport: [...core, 'main/store', ...ioParts, ...ipc, 'shared/model', 'shared/text'],
    mayUse: ['node:path', 'node:zlib'],
  }),
  'main/store': folder(`${main}/store`, {
    mayImport: ['shared/core/bytes', 'shared/core/bytes/parse-json', 'shared/model'],
    mayImportTypesOf: ['shared/core'],
    mayUse: ['better-sqlite3', ...nodeModules],
  }),
  'main/io/formats': folder(`${io}/formats`, { mayImport: ioShared, mayUse: ['saxes', ...nodeModules] }),
  'main/io/acquire': folder(`${io}/acquire`, { mayImport: ioShared, mayUse: ['saxes', 'yauzl', ...nodeModules] }),
  'main/io/anchors': folder(`${io}/anchors`, {
    mayImport: [...ioShared, ...anchorFriends],
    mayUse: ['ethers', '@sigstore/bundle', '@sigstore/verify', ...nodeModules],
  }),
  'main/io/anchors/online': folder(`${io}/anchors/online`, {
    mayImport: [...ioShared, ...anchorFriends],
    mayUse: ['ethers', ...nodeModules, 'node:https', 'node:net', 'node:dns'],
  }),
  'main/io/second-opinion': folder(`${io}/second-opinion`, {
    mayImport: ioShared,
    mayUse: ['@noble/hashes/sha3.js', 'hash-wasm', 'merkletreejs', ...nodeModules],
  }),
  'main/io/report': folder(`${io}/report`, {
    mayImport: ioShared,
    mayUse: ['pdfkit', 'fontkit', 'dejavu-fonts-ttf', ...nodeModules],
  }),
  'main/io/signing': folder(`${io}/signing`, {
    mayImport: ioShared,
    mayUse: ['pkijs', 'asn1js', '@peculiar/x509', 'reflect-metadata', '@noble/curves/nist.js', ...nodeWithHashing],
  }),
  'main/io/files': folder(`${io}/files`, { mayImport: ioShared, mayUse: ['yazl', 'yauzl', ...nodeModules] }),
  'main/io/host': folder(`${io}/host`, { mayImport: ioShared, mayUse: ['hash-wasm', ...nodeWithHashing] }),
  'main/worker': folder(`${main}/worker`, {
    mayImport: ['main/engine', 'main/io/host', 'main/worker/client', ...ipc, 'shared/model'],
    mayUse: nodeModules,
  }),
  'main/worker/client': {
    importer: `${main}/worker/client-importer.ts`,
    target: `${main}/worker/client.ts`,
    mayImport: ['main/engine', 'main/io/host', 'main/worker', ...ipc, 'shared/model'],
    mayUse: nodeModules,
  },
  'main/cli': folder(`${main}/cli`, {
    mayImport: [
      'main/engine',
      'main/worker',
      'main/worker/client',
      'main/io/host',
      'main/io/files',
      ...core,
      ...ipc,
      'shared/model',
      'shared/text',
    ],
    mayUse: ['commander', ...nodeModules],
  }),

  'renderer/main.tsx': {
    importer: `${page}/main.tsx`,
    target: `${page}/main.tsx`,
    mayImport: ['renderer/app', 'renderer/ui', 'renderer/lib'],
    mayUse: [...pagePackages, '@fontsource-variable/inter'],
  },
  'renderer/app': folder(`${page}/app`, {
    mayImport: ['renderer/features/one', 'renderer/features/two', 'renderer/ui', 'renderer/lib', ...pageShared],
    mayUse: [...pagePackages, '@fontsource-variable/inter'],
  }),
  'renderer/features/one': folder(`${page}/features/one`, {
    mayImport: ['renderer/ui', 'renderer/lib', ...pageShared],
    mayUse: pagePackages,
  }),
  'renderer/features/two': folder(`${page}/features/two`, {
    mayImport: ['renderer/ui', 'renderer/lib', ...pageShared],
    mayUse: pagePackages,
  }),
  'renderer/ui': folder(`${page}/ui`, { mayImport: [], mayUse: pagePackages }),
  'renderer/lib': folder(`${page}/lib`, {
    mayImport: ['renderer/ui', 'shared/core/bytes/parse-json', ...pageShared],
    mayUse: [...pagePackages, 'zod'],
  }),
}

/** Specifiers that every part is asked about: each package of the product, tools of the tests, and Node's own modules. */
export const packages: readonly string[] = [
  '@fontsource-variable/inter',
  '@noble/curves/nist.js',
  '@noble/hashes/sha3.js',
  '@peculiar/x509',
  '@sigstore/bundle',
  '@sigstore/verify',
  '@tanstack/react-query',
  '@tanstack/react-router',
  'asn1js',
  'better-sqlite3',
  'canonicalize',
  'commander',
  'dejavu-fonts-ttf',
  'electron',
  'ethers',
  'fontkit',
  'hash-wasm',
  'i18next',
  'lucide-react',
  'merkletreejs',
  'modern-tar',
  'pdfkit',
  'pkijs',
  'react',
  'react-aria-components',
  'react-dom/client',
  'react-i18next',
  'reflect-metadata',
  'saxes',
  'seek-bzip',
  'xz-decompress',
  'yauzl',
  'yazl',
  'zod',
  'zustand',
  'solc',
  'fast-check',
  'a-package-nobody-installed',
  ...nodeWithHashing,
  'node:https',
  'node:net',
  'node:dns',
]
