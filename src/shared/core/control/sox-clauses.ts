/** SOX sections 302 and 404: IT general controls and manual adjustments. A log exception is no grade of a deficiency. */
import type { ClauseTable } from './clause-table.ts'

export const soxClauses: ClauseTable = {
  name: 'SOX',
  version: 'Sections 302 and 404; PCAOB AS 1105, AS 2201, AS 2401',
  clauses: [
    {
      id: 'SX-IPE',
      clause: 'AS 1105.10',
      asks: 'the population is complete',
      procedure: 'import-accounting',
      mark: '○',
    },
    {
      id: 'SX-IN1',
      clause: 'AS 1105.10',
      asks: 'the population is accurate: stored hashes recompute',
      procedure: 'hash-chain',
      mark: '○',
    },
    {
      id: 'SX-IN2',
      clause: 'AS 1105.10',
      asks: 'the population is accurate: roots equal commitments kept outside the system',
      procedure: 'merkle-anchors',
      mark: '○',
    },
    {
      id: 'SX-FLD',
      clause: 'AS 1105.10',
      asks: 'the population is precise and detailed enough',
      procedure: 'event-fields',
      mark: '○',
    },
    {
      id: 'SX-AC1',
      clause: 'ITGC access',
      asks: 'new and changed access to financial systems is authorised',
      procedure: 'admin-grants',
      mark: '○',
    },
    {
      id: 'SX-DA1',
      clause: 'ITGC data',
      asks: 'direct changes of data are approved',
      procedure: 'data-changes',
      mark: '○',
    },
    {
      id: 'SX-OP1',
      clause: 'ITGC operations',
      asks: 'logging ran on every day',
      procedure: 'daily-coverage',
      mark: '○',
    },
    {
      id: 'SX-SD1',
      clause: 'ITGC segregation',
      asks: 'nobody makes and approves alone',
      procedure: 'duty-pairs',
      mark: '○',
    },
    {
      id: 'SX-JE',
      clause: 'AS 2401.58 to .62',
      asks: 'unusual manual adjustments are selected and followed up',
      procedure: 'manual-adjustments',
      mark: '◐',
    },
    {
      id: 'SX-TA',
      clause: 'AS 2301, AS 1105',
      asks: 'items flagged by analysis of a whole population are evaluated',
      procedure: 'rule-hits',
      mark: '◐',
    },
    { id: 'SX-RET', clause: 'ICFR', asks: 'records of the period are there', procedure: 'retention-span', mark: '○' },
  ],
  untested: [
    {
      clause: 'ITGC access',
      asks: 'access is removed in time and reviewed',
      needs: 'list of leavers, review records',
      mark: '○',
    },
    {
      clause: 'ITGC change',
      asks: 'program changes are approved, tested, moved by someone else',
      needs: 'deployments with tickets and approvals',
      mark: '○',
    },
    { clause: 'ITGC change', asks: 'every deployment has a ticket, and the reverse', needs: 'both lists', mark: '○' },
    {
      clause: 'ITGC operations',
      asks: 'jobs and interfaces ran completely',
      needs: 'the schedule of jobs with counts in and out',
      mark: '○',
    },
    { clause: 'ICFR', asks: 'totals agree with the ledger', needs: 'ledger balances of the period', mark: '○' },
  ],
  leftToAssessor: [
    'severity of any deficiency',
    'approvals held outside the log',
    'agreement with ledger balances',
    'the entity’s own rules on segregation of duties',
    'reliability of the systems that wrote the log',
  ],
}
