/** verify merkle; proof make, growth, check, profiles. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import { entryIdFrom } from '../../../shared/model/digest.ts'
import type { TreeInference } from '../../../shared/model/tree-inference.ts'
import { treeProofFileSchema, type TreeProofFile } from '../../../shared/model/tree-proof.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { fieldEncodings, leafRecipes } from '../../../shared/core/merkle/leaf-recipes.ts'
import { checkProofFile } from '../../../shared/core/merkle/proof-file.ts'
import { treeProfiles, treeWeaknesses } from '../../../shared/core/merkle/tree-profiles.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { printCheckResult } from '../check-lines.ts'
import type { CommandOutcome } from '../document.ts'
import { exitCodes, exitOfVerdict } from '../exit-code.ts'
import { merkleChoice, withMerkleOptions, type MerkleFlags } from '../merkle-choice.ts'
import { fact, grouped, line, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import { counted } from '../../../shared/text/numbers.ts'

const text = createText()
/** Hostile: a proof has some hundred hashes; a larger file is none. */
const largestProof = 4 * 1024 * 1024

/** Adds `verify merkle` below `verify`, which must be there, and `proof`. */
export function addProofCommands(program: Command, run: CommandRunner): void {
  addVerifyMerkle(program, run)
  const proof = program.command('proof').description('proof files of Merkle trees')
  addMake(proof, run)
  addGrowth(proof, run)
  addCheck(proof, run)
  addProfiles(proof, run)
}

function addVerifyMerkle(program: Command, run: CommandRunner): void {
  const verify = program.commands.find((command) => command.name() === 'verify')
  if (verify === undefined) throw new TypeError('verify is added first')
  withMerkleOptions(
    verify
      .command('merkle')
      .description('recompute Merkle roots and compare them with the claimed ones')
      .argument('<engagement>', 'the .assay file')
      .argument('[source]', 'number or name of the source; needed with --infer'),
  )
    .option('--infer', 'try shipped trees, leaf inputs and orders against the known roots; nothing is recorded')
    .addHelpText(
      'after',
      `
--infer tries batches of up to 2,000 entries, the three smallest with a known root.

Example:
  assay verify merkle shop.assay 1 --tree rfc6962-sha256 --leaf field-hex:entry_hash --by count:1000 --batch-list roots.ndjson`,
    )
    .action((file: string, reference: string | undefined, given: MerkleFlags & { infer?: boolean }) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const sourceId = reference === undefined ? undefined : (await session.source(engagementId, reference)).sourceId
        const { choice, files } = await merkleChoice(given)
        const parameters = { source: sourceId ?? null, ...flagsOf(given) }
        const chosen = choice === undefined ? {} : { choice }
        if (given.infer === true) {
          if (sourceId === undefined) throw new AppError('usage', '--infer needs the source. Nothing was tried.')
          const inference = await session.job('merkle.infer', { engagementId, sourceId, ...chosen })
          return inferOutcome(inference, [file, ...files], parameters)
        }
        const answer = await session.job('merkle.verify', {
          engagementId,
          ...(sourceId === undefined ? {} : { sourceId }),
          ...chosen,
        })
        return {
          command: 'verify.merkle',
          inputs: [file, ...files],
          parameters,
          result: answer.results,
          overall: answer.overall,
          exit: exitOfVerdict(answer.overall, session.options.allowIncomplete),
          text: () => answer.results.forEach(printCheckResult),
        }
      }),
    )
}

function flagsOf({ tree, leaf, by, batchList }: MerkleFlags): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries({ tree, leaf, by, batchList }).filter(([, value]) => value !== undefined))
}

/** Ends with 3 when nothing reproduces the roots: what they stand for is then not known. */
function inferOutcome(
  inference: TreeInference,
  inputs: readonly string[],
  parameters: Readonly<Record<string, unknown>>,
): CommandOutcome {
  const { batches, found, tried, leftOut } = inference
  return {
    command: 'verify.merkle.infer',
    inputs: [...inputs],
    parameters,
    result: inference,
    overall: null,
    exit: found.length === 0 ? exitCodes.incomplete : exitCodes.done,
    text: () => {
      line(
        `${grouped(tried)} combinations of tree, leaf and order tried, ${grouped(found.length)} give the known roots`,
      )
      for (const { batch, entries, root } of batches)
        fact('batch', `${batch}: ${counted(entries, 'entries')}, root ${root}`)
      if (leftOut > 0) fact('', `${grouped(leftOut)} more batches with a known root were not tried`)
      for (const { tree, leaf, order } of found) fact('found', `tree ${tree.id}, leaf ${leaf.id}, order ${order}`)
    },
  }
}

interface OutFlags extends MerkleFlags {
  readonly out: string
  readonly force?: boolean
}

function addMake(proof: Command, run: CommandRunner): void {
  withMerkleOptions(
    proof
      .command('make')
      .description('write the proof that a record is under the root of its batch')
      .argument('<engagement>', 'the .assay file')
      .argument('<source>', 'number or name of the source')
      .requiredOption('--record <number>', 'record of the source, counted from 1')
      .requiredOption('-o, --out <file>', 'proof file to write'),
  )
    .option('--with-record', 'put the hashed bytes of the record into the file')
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', '\nExample:\n  assay proof make shop.assay 1 --record 17 -o record-17.proof.json')
    .action((file: string, reference: string, given: OutFlags & { record: string; withRecord?: boolean }) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const { sourceId, receipt } = await session.source(engagementId, reference)
        const record = /^\d{1,15}$/.test(given.record) ? Number(given.record) : 0
        if (record < 1 || record > receipt.accepted)
          throw new AppError('usage', `--record takes a number from 1 to ${receipt.accepted}.`)
        const { choice, files } = await merkleChoice(given)
        const withRecord = given.withRecord === true
        const made = await session.job('proof.make', {
          engagementId,
          of: { kind: 'entry', entryId: entryIdFrom(sourceId, record - 1), withRecord },
          ...(choice === undefined ? {} : { choice }),
          ...writtenTo(given),
        })
        const parameters = { source: sourceId, record, withRecord, ...flagsOf(given) }
        return writtenProof('proof.make', made, given, [file, ...files], parameters)
      }),
    )
}

function addGrowth(proof: Command, run: CommandRunner): void {
  withMerkleOptions(
    proof
      .command('growth')
      .description('write the proof that the tree over the first records began with an earlier, smaller one')
      .argument('<engagement>', 'the .assay file')
      .argument('<source>', 'number or name of the source')
      .requiredOption('--from <number>', 'records of the earlier tree')
      .requiredOption('--to <number>', 'records of the later tree')
      .requiredOption('-o, --out <file>', 'proof file to write'),
  )
    .option('--force', 'replace the file if it exists')
    .addHelpText(
      'after',
      '\nExample:\n  assay proof growth shop.assay 1 --from 100 --to 250 --tree rfc6962-sha256 --leaf record-bytes -o growth.json',
    )
    .action((file: string, reference: string, given: OutFlags & { from: string; to: string }) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const { sourceId } = await session.source(engagementId, reference)
        const [size1, size2] = [given.from, given.to].map((size) => (/^[1-9]\d{0,14}$/.test(size) ? Number(size) : 0))
        if (size1 === undefined || size2 === undefined || size1 < 1 || size2 < size1)
          throw new AppError('usage', '--from and --to take two numbers of records, the smaller first.')
        const { choice, files } = await merkleChoice(given)
        const made = await session.job('proof.make', {
          engagementId,
          of: { kind: 'growth', sourceId, size1, size2 },
          ...(choice === undefined ? {} : { choice }),
          ...writtenTo(given),
        })
        const parameters = { source: sourceId, from: size1, to: size2, ...flagsOf(given) }
        return writtenProof('proof.growth', made, given, [file, ...files], parameters)
      }),
    )
}

function writtenTo({ out, force }: OutFlags): { out: string; force: boolean } {
  return { out: resolve(out), force: force === true }
}

function writtenProof(
  command: string,
  made: TreeProofFile,
  given: OutFlags,
  inputs: readonly string[],
  parameters: Readonly<Record<string, unknown>>,
): CommandOutcome {
  return {
    command,
    inputs: [...inputs],
    parameters,
    result: made,
    overall: null,
    exit: exitCodes.done,
    text: () => {
      line(`${given.out}: ${grouped(made.hashes.length)} hashes`)
      printProof(made)
    },
  }
}

function printProof(file: TreeProofFile): void {
  fact('tree', file.tree.id)
  if (file.proof === 'assay.inclusion-proof/1') {
    fact(
      'leaf',
      `${file.leafIndex} of ${file.treeSize}, counted from 0${file.batch === null ? '' : `, batch ${file.batch}`}`,
    )
    fact('root', file.root)
  } else {
    fact('earlier', `${file.size1} leaves, root ${file.root1}`)
    fact('later', `${file.size2} leaves, root ${file.root2}`)
  }
}

function addCheck(proof: Command, run: CommandRunner): void {
  proof
    .command('check')
    .description('check a proof file by itself; no engagement is needed')
    .argument('<file>', 'proof file')
    .option('--root <hex>', 'root obtained elsewhere, which the file must state')
    .addHelpText('after', '\nExample:\n  assay proof check record-17.proof.json')
    .action((path: string, given: { root?: string }) =>
      run(async () => {
        const file = await readProof(path)
        const check = checkProofFile(file, await loadHasher(file.tree.algorithm))
        const stated = file.proof === 'assay.inclusion-proof/1' ? file.root : file.root2
        const wanted = given.root?.replace(/^0x/i, '').toLowerCase()
        const holds = check.holds && (wanted === undefined || wanted === stated)
        return {
          command: 'proof.check',
          inputs: [path],
          parameters: { root: given.root ?? null },
          result: { ...check, root: stated, rootIsThatGiven: wanted === undefined ? null : wanted === stated },
          overall: null,
          exit: holds ? exitCodes.done : exitCodes.differs,
          text: () => {
            line(text.t(`treeProof.${check.problem ?? 'holds'}`))
            printProof(file)
            if (check.expected !== null) fact('expected', check.expected)
            if (check.actual !== null) fact('actual', check.actual)
            if (wanted !== undefined && wanted !== stated) fact('differs', `the root given is ${wanted}`)
            for (const weakness of treeWeaknesses(file.tree)) fact('note', text.t(`treeWeakness.${weakness}`))
            fact('note', text.t('treeProof.limit'))
          },
        }
      }),
    )
}

async function readProof(path: string): Promise<TreeProofFile> {
  const bytes = await readChosenFile(path)
  if (bytes.length > largestProof) throw new AppError('anchor-file-invalid', `${path} is too large for a proof.`)
  let value: unknown
  try {
    value = parseJson(bytes.toString('utf8'))
  } catch (cause) {
    throw new AppError('anchor-file-invalid', `${path} is not JSON: ${(cause as Error).message}.`, { cause })
  }
  const parsed = treeProofFileSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'the document'}: ${issue.message}`)
  throw new AppError('anchor-file-invalid', `${path} is no proof file: ${issues.join('; ')}.`)
}

function addProfiles(proof: Command, run: CommandRunner): void {
  proof
    .command('profiles')
    .description('list the shipped tree profiles and leaf recipes')
    .addHelpText('after', '\nExample:\n  assay proof profiles')
    .action(() =>
      run(async () => ({
        command: 'proof.profiles',
        inputs: [],
        parameters: {},
        result: { trees: treeProfiles, leaves: leafRecipes },
        overall: null,
        exit: exitCodes.done,
        text: () => {
          table([
            ['Tree', 'Shape'],
            ...treeProfiles.map(({ id, name }) => [id, name]),
            ['', ''],
            ['Leaf', 'Hashed bytes'],
            ...leafRecipes.map(({ id, name }) => [id, name]),
            [`field-<${fieldEncodings.join('|')}>:<name>`, 'one field of the record'],
            ['json-stringify-without:<name>,…', 'JSON.stringify(entry) without some fields'],
          ])
        },
      })),
    )
}
