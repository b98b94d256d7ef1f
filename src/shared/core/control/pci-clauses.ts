/** PCI DSS v4.0.1, requirement 10 with 8.2: numbers of v4.0.1 only, never those of v3.x. */
import type { ClauseTable } from './clause-table.ts'

export const pciClauses: ClauseTable = {
  name: 'PCI DSS',
  version: 'v4.0.1',
  clauses: [
    { id: 'PC-IPE', clause: '10.2 to 10.5', asks: 'the copy examined accounts for every record', procedure: 'import-accounting', mark: '○' },
    { id: 'PC-8.2.1', clause: '8.2.1, 8.2.2', asks: 'ids are unique; actions are attributable to one user', procedure: 'actor-ids', mark: '✔' },
    { id: 'PC-10.2.1', clause: '10.2.1', asks: 'logs are enabled and active', procedure: 'daily-coverage', mark: '✔' },
    { id: 'PC-10.2.1.x', clause: '10.2.1.1 to .7', asks: 'seven classes of events are logged', procedure: 'event-classes', mark: '✔' },
    { id: 'PC-10.2.1.5', clause: '10.2.1.5', asks: 'elevation of privileges is logged', procedure: 'admin-grants', mark: '✔' },
    { id: 'PC-10.2.2', clause: '10.2.2', asks: 'every event has user, type, time, success or failure, origination and affected resource', procedure: 'ten-two-two-fields', mark: '✔' },
    { id: 'PC-10.3.2', clause: '10.3.2', asks: 'log files are protected from modification', procedure: 'hash-chain', mark: '✔' },
    { id: 'PC-10.3.4', clause: '10.3.4', asks: 'changes of existing log data are noticed', procedure: 'merkle-anchors', mark: '✔' },
    { id: 'PC-10.4.1', clause: '10.4.1', asks: 'listed logs are reviewed at least daily', procedure: 'review-records', mark: '✔' },
    { id: 'PC-10.4.3', clause: '10.4.3', asks: 'exceptions and anomalies found are addressed', procedure: 'rule-hits', mark: '✔' },
    { id: 'PC-10.5.1', clause: '10.5.1', asks: 'twelve months are kept, the last three immediately available', procedure: 'twelve-months', mark: '✔' },
    { id: 'PC-10.6.1', clause: '10.6.1 to 10.6.3', asks: 'clocks are synchronised', procedure: 'time-order', mark: '✔' },
    { id: 'PC-10.7.2', clause: '10.7.2, 10.7.3', asks: 'failures of logging are detected and addressed', procedure: 'silent-spans', mark: '✔' },
  ],
  untested: [
    { clause: '3.2.1, 3.3.1', asks: 'no account data in logs beyond need', needs: 'a scan for card numbers, which this package does not hold', mark: '✔' },
    { clause: '7.2.4', asks: 'user access is reviewed every six months', needs: 'review records with management acknowledgement', mark: '✔' },
    { clause: '8.2.4 to 8.2.8', asks: 'accounts are approved, removed, disabled, timed out', needs: 'approvals, leavers, session records', mark: '✔' },
    { clause: '8.3.4, 8.4.1 to 8.4.3', asks: 'lockout; second factor', needs: 'configuration and session records', mark: '✔' },
    { clause: '10.3.1', asks: 'read access to logs is limited to need', needs: 'the list of those allowed to read', mark: '✔' },
    { clause: '10.3.3', asks: 'logs are promptly backed up to a central server', needs: 'time of receipt at the central server', mark: '✔' },
    { clause: '10.4.2, 10.4.2.1', asks: 'other logs are reviewed at a frequency from a risk analysis', needs: 'the targeted risk analysis', mark: '✔' },
    { clause: '11.5.2', asks: 'critical files are compared weekly', needs: 'records of the comparison', mark: '✔' },
  ],
  leftToAssessor: [
    'scope of the cardholder data environment and the list of its components (12.5.2)',
    'that the last three months are immediately available (10.5.1)',
    'the entity’s own change-detection alerts; the checks here are made after the fact',
    'central time servers and who may change time settings (10.6.2, 10.6.3)',
    'roles and responsibilities (10.1.2)',
    'a seeded test event for each class without an event (10.2.1)',
  ],
}
