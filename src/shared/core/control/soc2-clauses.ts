/** SOC 2: Trust Services Criteria 2017 with the points of focus revised in 2022; criterion titles, no third-level numbers. */
import type { ClauseTable } from './clause-table.ts'

export const soc2Clauses: ClauseTable = {
  name: 'SOC 2',
  version: 'Trust Services Criteria 2017, points of focus revised 2022',
  clauses: [
    { id: 'S2-21', clause: 'CC2.1', asks: 'information used in controls is complete', procedure: 'import-accounting', mark: '✔' },
    { id: 'S2-21b', clause: 'CC2.1', asks: 'information used in controls is accurate: stored hashes recompute', procedure: 'hash-chain', mark: '✔' },
    { id: 'S2-21c', clause: 'CC2.1', asks: 'information used in controls is accurate: roots equal commitments kept outside the system', procedure: 'merkle-anchors', mark: '✔' },
    { id: 'S2-21d', clause: 'CC2.1', asks: 'information used in controls is precise and detailed enough', procedure: 'event-fields', mark: '✔' },
    { id: 'S2-41', clause: 'CC4.1', asks: 'ongoing or separate evaluations are made', procedure: 'review-records', mark: '✔' },
    { id: 'S2-51', clause: 'CC5.1', asks: 'duties are segregated', procedure: 'duty-pairs', mark: '✔' },
    { id: 'S2-63a', clause: 'CC6.3', asks: 'access follows roles and least privilege; changes are authorised', procedure: 'admin-grants', mark: '✔' },
    { id: 'S2-67', clause: 'CC6.7', asks: 'movement and removal of information is restricted', procedure: 'exports', mark: '✔' },
    { id: 'S2-72a', clause: 'CC7.2', asks: 'anomalies are monitored for and analysed', procedure: 'rule-hits', mark: '✔' },
    { id: 'S2-72b', clause: 'CC7.2', asks: 'detection is kept working: no silent day', procedure: 'daily-coverage', mark: '✔' },
    { id: 'S2-81c', clause: 'CC8.1', asks: 'changes of data are authorised and documented', procedure: 'data-changes', mark: '✔' },
    { id: 'S2-C1', clause: 'C1.1', asks: 'records are kept for the period', procedure: 'retention-span', mark: '✔' },
  ],
  untested: [
    { clause: 'CC4.2', asks: 'deficiencies are communicated and tracked', needs: 'tickets or minutes with owner and date', mark: '✔' },
    { clause: 'CC6.1', asks: 'access is restricted; keys are managed', needs: 'configuration of access and of second factors', mark: '✔' },
    { clause: 'CC6.2', asks: 'access is authorised before it is given and removed in time', needs: 'approvals and the list of leavers', mark: '✔' },
    { clause: 'CC6.4, CC6.5', asks: 'physical access; disposal of assets', needs: 'badge and disposal records', mark: '✔' },
    { clause: 'CC6.6', asks: 'threats from outside are kept out', needs: 'records of firewalls and remote access', mark: '✔' },
    { clause: 'CC6.8', asks: 'unauthorised software is prevented', needs: 'install and deployment records', mark: '✔' },
    { clause: 'CC7.1', asks: 'configuration changes and vulnerabilities are detected', needs: 'file-integrity alerts, scans and change tickets', mark: '✔' },
    { clause: 'CC7.3 to CC7.5', asks: 'events are evaluated, answered, recovered from', needs: 'incident records', mark: '✔' },
    { clause: 'CC8.1', asks: 'program changes are tested and approved', needs: 'deployments with approvals', mark: '✔' },
    { clause: 'A1.1 to A1.3', asks: 'capacity, back-up, recovery', needs: 'back-up and restore records', mark: '✔' },
  ],
  leftToAssessor: ['design of controls', 'configuration of access and alerting', 'approvals held outside the log', 'review meetings and their outcome', 'the opinion'],
}
