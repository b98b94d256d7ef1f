/**
 * The report of a package: front matter common to all frameworks, the sections of the framework, back matter. Every
 * section states facts of the engagement with their denominators; none concludes.
 */
import type { Framework } from '../../../shared/model/engagement.ts'
import type { ReportModel, ReportSection } from '../../../shared/model/report.ts'
import { clauseTables } from '../../../shared/core/control/clauses.ts'
import { controlTests } from '../../../shared/core/control/control-tests.ts'
import type { Procedure } from '../../../shared/core/control/procedures.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { exceptionRegister, referredRows } from './exception-rows.ts'
import type { PackageFacts } from './package-facts.ts'
import { procedureOutcomes } from './procedure-outcomes.ts'
import type { ReportContext, ReportFrame } from './report-parts.ts'
import { backSections } from './sections/back-matter.ts'
import { frontSections, methodSection } from './sections/front-matter.ts'
import { furtherSections } from './sections/further-checks.ts'
import { integritySection } from './sections/integrity.ts'
import { pciSections, pciPlaces } from './sections/pci.ts'
import { soc2Sections, soc2Places } from './sections/soc2.ts'
import { soxSections, soxPlaces } from './sections/sox.ts'
import { trustWindowSection } from './sections/trust-windows.ts'

const frameworkSections: Readonly<Record<Framework, (context: ReportContext) => ReportSection[]>> = {
  soc2: soc2Sections,
  pci: pciSections,
  sox: soxSections,
}

const places: Readonly<Record<Framework, Readonly<Partial<Record<Procedure, string>>>>> = {
  soc2: soc2Places,
  pci: pciPlaces,
  sox: soxPlaces,
}

/** Procedures that a framework's table uses. */
export function proceduresOf(template: Framework): ReadonlySet<Procedure> {
  return new Set(clauseTables[template].clauses.map((clause) => clause.procedure))
}

export function reportModel(template: Framework, facts: PackageFacts, frame: ReportFrame): ReportModel {
  const table = clauseTables[template]
  const exceptions = exceptionRegister(facts, proceduresOf(template))
  const context: ReportContext = {
    template,
    table,
    facts,
    frame,
    tests: controlTests(table.clauses, procedureOutcomes(facts, exceptions)),
    exceptions,
    referred: referredRows(facts),
    sectionOf: {
      'import-accounting': '5',
      'hash-chain': '6',
      'merkle-anchors': '6',
      'rule-hits': '10',
      ...places[template],
    },
  }
  return {
    title: `${table.name} evidence package`,
    subtitle: table.version,
    engagement: facts.engagement.name,
    period: `${facts.engagement.period.from} to ${facts.engagement.period.to}`,
    template: table.name,
    generatedAt: isoFromMicros(frame.generatedAtMicros, 0),
    packageId: frame.packageId,
    sections: [
      ...frontSections(context),
      integritySection(context),
      ...furtherSections(context),
      trustWindowSection(context),
      methodSection(context),
      ...frameworkSections[template](context),
      ...backSections(context),
    ],
  }
}
