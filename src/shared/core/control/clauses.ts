/**
 * Which procedure speaks to which clause. Clause texts are paraphrases; PCI DSS is v4.0.1 only. Each row carries a trust
 * mark. What the material cannot show is listed per framework with what it would need, never counted as clean.
 */
import type { Framework } from '../../model/engagement.ts'
import { pciClauses } from './pci-clauses.ts'
import type { ClauseTable } from './clause-table.ts'
import { soc2Clauses } from './soc2-clauses.ts'
import { soxClauses } from './sox-clauses.ts'

export const clauseTables: Readonly<Record<Framework, ClauseTable>> = {
  soc2: soc2Clauses,
  pci: pciClauses,
  sox: soxClauses,
}
