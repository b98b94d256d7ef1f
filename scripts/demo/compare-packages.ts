/** Packages and custody log of a set. No answer key speaks of them: what is compared is the manual's word. */
import { documented } from './check.ts'
import type { Check } from './check.ts'
import type { SetRun } from './run-set.ts'

export function comparePackages(run: SetRun): Check[] {
  const { set } = run.plan
  const packages = run.packages.map(({ template, path, plain, trusted }): Check => {
    const lines = trusted.result.lines
    return {
      set,
      file: path.slice(path.lastIndexOf('/') + 1),
      check: `package, ${template}`,
      verdict: trusted.overall ?? 'no verdict',
      n: lines.filter(({ verdict }) => verdict === 'verified').length,
      m: lines.length,
      statements: [
        documented('integrity', 'verified', plain.result.integrity),
        documented(
          'identity while the signer is not known',
          { verdict: 'not-checked', exit: 3 },
          { verdict: plain.result.identity.verdict, exit: plain.exit },
        ),
        documented(
          'all, the signer trusted',
          { verdict: 'verified', exit: 0 },
          { verdict: trusted.overall, exit: trusted.exit },
        ),
      ],
    }
  })
  const { result, exit } = run.custody
  const custody: Check = {
    set,
    file: run.engagement,
    check: 'custody log',
    verdict: result.verdict,
    n: result.events,
    m: result.events,
    statements: [documented('verdict and exit', { verdict: 'verified', exit: 0 }, { verdict: result.verdict, exit })],
  }
  return [...packages, custody]
}
