/**
 * Which procedure speaks to which clause, first version. Clause texts are paraphrases; PCI DSS is v4.0.1 only. A row
 * names a procedure that the log allows; what a log cannot show is listed by the template as left to the assessor.
 */
import type { Framework } from '../../model/engagement.ts'

export const procedures = [
  'import-accounting',
  'hash-chain',
  'merkle-anchors',
  'daily-coverage',
  'event-fields',
  'admin-grants',
  'data-changes',
  'rule-hits',
  'retention-span',
] as const
export type Procedure = (typeof procedures)[number]

export interface Clause {
  /** Test id as printed, for example `S2-63a`. */
  readonly id: string
  readonly clause: string
  readonly asks: string
  readonly procedure: Procedure
}

export const clauseTables: Readonly<
  Record<
    Framework,
    {
      readonly name: string
      readonly version: string
      readonly clauses: readonly Clause[]
      readonly leftToAssessor: readonly string[]
    }
  >
> = {
  soc2: {
    name: 'SOC 2',
    version: 'Trust Services Criteria 2017, points of focus revised 2022',
    clauses: [
      {
        id: 'S2-21',
        clause: 'CC2.1',
        asks: 'information used in controls is complete and accurate',
        procedure: 'import-accounting',
      },
      {
        id: 'S2-63a',
        clause: 'CC6.3',
        asks: 'access by role, least privilege, changes of access authorised',
        procedure: 'admin-grants',
      },
      { id: 'S2-72a', clause: 'CC7.2', asks: 'anomalies are monitored for and analysed', procedure: 'rule-hits' },
      { id: 'S2-72b', clause: 'CC7.2', asks: 'detection is kept working: no silent day', procedure: 'daily-coverage' },
      { id: 'S2-71', clause: 'CC7.1', asks: 'unauthorised change of the record is detected', procedure: 'hash-chain' },
      {
        id: 'S2-71a',
        clause: 'CC7.1',
        asks: 'the record agrees with a commitment kept outside the system',
        procedure: 'merkle-anchors',
      },
      { id: 'S2-81c', clause: 'CC8.1', asks: 'changes of data are documented', procedure: 'data-changes' },
      {
        id: 'S2-PI1',
        clause: 'PI1.4',
        asks: 'records carry who, what, when, where and why',
        procedure: 'event-fields',
      },
      { id: 'S2-C1', clause: 'A1.2', asks: 'records of the period are there', procedure: 'retention-span' },
    ],
    leftToAssessor: [
      'configuration of access and alerting',
      'approvals held outside the log',
      'design of controls',
      'review meetings and their outcome',
    ],
  },
  pci: {
    name: 'PCI DSS',
    version: 'v4.0.1',
    clauses: [
      { id: 'PC-10.2.1', clause: '10.2.1', asks: 'logs are enabled and active each day', procedure: 'daily-coverage' },
      {
        id: 'PC-10.2.1.5',
        clause: '10.2.1.5',
        asks: 'changes to credentials and elevation of privileges are logged',
        procedure: 'admin-grants',
      },
      {
        id: 'PC-10.2.1.7',
        clause: '10.2.1.7',
        asks: 'creation and deletion of system-level objects, changes of data',
        procedure: 'data-changes',
      },
      {
        id: 'PC-10.2.2',
        clause: '10.2.2',
        asks: 'each event has user, type, time, outcome, origin and resource',
        procedure: 'event-fields',
      },
      { id: 'PC-10.3.2', clause: '10.3.2', asks: 'log files are protected from modification', procedure: 'hash-chain' },
      {
        id: 'PC-10.3.4',
        clause: '10.3.4',
        asks: 'changes of existing log data are noticed',
        procedure: 'merkle-anchors',
      },
      { id: 'PC-10.4.3', clause: '10.4.3', asks: 'exceptions and anomalies are addressed', procedure: 'rule-hits' },
      { id: 'PC-10.5.1', clause: '10.5.1', asks: 'twelve months are kept', procedure: 'retention-span' },
      {
        id: 'PC-10.3.3',
        clause: '10.3.3',
        asks: 'the copy examined accounts for every record',
        procedure: 'import-accounting',
      },
    ],
    leftToAssessor: [
      'scope of the cardholder data environment',
      'daily review of logs',
      'clock synchronisation',
      'the entity’s own change-detection alerts',
      'cardholder data scan',
    ],
  },
  sox: {
    name: 'SOX',
    version: 'Sections 302 and 404, ITGC',
    clauses: [
      { id: 'SX-IPE', clause: 'ICFR', asks: 'the population is complete and accurate', procedure: 'import-accounting' },
      {
        id: 'SX-AC1',
        clause: 'ITGC access',
        asks: 'new and changed access to financial systems is authorised',
        procedure: 'admin-grants',
      },
      { id: 'SX-DA1', clause: 'ITGC data', asks: 'direct changes of data are approved', procedure: 'data-changes' },
      { id: 'SX-OP1', clause: 'ITGC operations', asks: 'logging ran on every day', procedure: 'daily-coverage' },
      {
        id: 'SX-JE',
        clause: 'AS 2401.58-.62',
        asks: 'unusual manual entries are selected and followed up',
        procedure: 'rule-hits',
      },
      { id: 'SX-IN1', clause: 'ITGC data', asks: 'the record was not changed after the fact', procedure: 'hash-chain' },
      {
        id: 'SX-IN2',
        clause: 'ITGC data',
        asks: 'the record agrees with a commitment kept outside the system',
        procedure: 'merkle-anchors',
      },
      { id: 'SX-FLD', clause: 'ICFR', asks: 'entries carry who, what, when, where and why', procedure: 'event-fields' },
      { id: 'SX-RET', clause: 'AS 1215', asks: 'records of the period are there', procedure: 'retention-span' },
    ],
    leftToAssessor: [
      'severity of any deficiency',
      'approvals held outside the log',
      'link to ledger balances',
      'segregation-of-duties rules of the entity',
    ],
  },
}
