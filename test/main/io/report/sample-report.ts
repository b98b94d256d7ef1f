/** A made-up report with every kind of block, for tests. */
import type { ReportModel } from '../../../../src/shared/model/report.ts'
import { controlResults, verdictWords } from '../../../../src/shared/model/verdict.ts'

export const sampleDigest = '0123456789abcdef'.repeat(4)

export function sampleReport(size: { readonly rows: number }): ReportModel {
  return {
    title: 'Evidence report',
    subtitle: 'Procedures run on the listed exports, and what was found',
    engagement: 'Shop & Söhne <spring>',
    period: '2025-04-01 to 2025-06-30',
    template: 'SOC 2',
    generatedAt: '2026-01-12T09:02:11Z',
    packageId: 'shop-soc2-2025q2-0001',
    sections: [
      {
        id: 'scope',
        heading: 'Scope',
        blocks: [
          {
            kind: 'paragraph',
            text: 'This report sets out procedures run by software on the listed files and what was found. '.repeat(4),
          },
          { kind: 'note', text: 'Results concern records present in the listed files.' },
          {
            kind: 'facts',
            rows: [
              { label: 'SHA-256', value: sampleDigest, mono: true },
              { label: 'Odd text', value: 'a\u202eb \u4e2d \u0007 end' },
            ],
          },
        ],
      },
      {
        id: 'verdicts',
        heading: 'Verdicts',
        blocks: [...verdictWords, ...controlResults].map((verdict, index) => ({
          kind: 'verdict' as const,
          verdict,
          scope: `scope of ${verdict}`,
          n: 1000 - index,
          m: 12_345,
          reason: index % 2 === 0 ? null : `reason for ${verdict}`,
        })),
      },
      {
        id: 'rows',
        heading: 'Rows',
        blocks: [
          {
            kind: 'table',
            columns: [
              { label: 'Time', mono: true },
              { label: 'Actor' },
              { label: 'Digest', mono: true },
              { label: 'Amount', align: 'right' },
            ],
            rows: Array.from({ length: size.rows }, (_, index) => [
              `2025-04-01T00:00:00.${String(index).padStart(6, '0')}Z`,
              `actor-${index}`,
              sampleDigest,
              String(index),
            ]),
            emptyText: 'No rows.',
          },
          { kind: 'table', columns: [{ label: 'Never shown' }], rows: [], emptyText: 'No exception was noted.' },
          {
            kind: 'bars',
            label: 'Events per day',
            rows: [
              { label: '2025-04-01', value: 12 },
              { label: '2025-04-02', value: 0 },
              { label: '2025-04-03', value: 1200 },
            ],
          },
        ],
      },
    ],
  }
}
