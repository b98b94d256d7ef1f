/** Checks a copied folder of a transparency log against keys that the auditor obtained; needs no engagement. */
import { join } from 'node:path'
import type { ParsedRequestOf } from '../../../shared/ipc/contract.ts'
import type { LogCopyResult } from '../../../shared/model/log-copy.ts'
import { worstVerdict } from '../../../shared/model/verdict.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { judgeLogCopy } from '../../../shared/core/anchor/tlog/judge-log-copy.ts'
import { openTlogFolder, readCheckpoint } from '../../io/anchors/tlog-folder.ts'
import { loadTlogPorts } from '../../io/anchors/tlog-ports.ts'
import { logKeyEntry } from '../anchor/log-keys.ts'
import type { JobContext } from '../jobs.ts'

/** AppError `usage` for a text that is no verifier key, `file-unreadable` for a folder without a checkpoint. */
export async function verifyLogCopy(request: ParsedRequestOf<'tlog.verify'>, job: JobContext): Promise<LogCopyResult> {
  const ports = await loadTlogPorts()
  const keys = [
    ...request.logKeys.map((key) => logKeyEntry('log', key, ports.sha256)),
    ...request.witnessKeys.map((key) => logKeyEntry('witness', key, ports.sha256)),
  ]
  const { checkpoint, tiles } = openTlogFolder(request.folder)
  const earlier = request.earlier.map(readCheckpoint)
  const turns = judgeLogCopy({ current: checkpoint, earlier, tiles }, keys, ports)
  for (;;) {
    const turn = turns.next()
    if (turn.done === true) {
      const files = [join(request.folder, 'checkpoint'), ...request.earlier]
      const notes = [checkpoint, ...earlier]
      const checkpoints = turn.value.map((judgement, index) => ({
        ...judgement,
        file: files[index] ?? '',
        sha256: bytesToHex(ports.sha256.hash(notes[index] ?? new Uint8Array(0))),
      }))
      return { checkpoints, overall: worstVerdict(checkpoints.map(({ verdict }) => verdict)) }
    }
    job.progress('tiles', 'leaves', turn.value, null)
    await job.breathe()
  }
}
