/** The order that names propose. */
import { describe, expect, it } from 'vitest'
import { rotationOrder } from '../../../../src/main/io/acquire/acquire.ts'

function ordered(names: readonly string[]): readonly (string | undefined)[] {
  return rotationOrder(names).map((index) => names[index])
}

describe('the order of rotated files', () => {
  it.each([
    ['logrotate', ['app.log.10.gz', 'app.log.2.gz', 'app.log.1', 'app.log']],
    ['logrotate with dates', ['app.log-20231231.gz', 'app.log-20240101.gz', 'app.log-20240102', 'app.log']],
    ['dates inside the name', ['app-2023-12-31.log', 'app-2024-01-01.log.xz', 'app.log']],
    ['hours', ['audit.2024-01-31-09.log', 'audit.2024-01-31-10.log', 'audit.2024-02-01-00.log', 'audit.log']],
    [
      'CloudTrail',
      [
        '111122223333_CloudTrail_us-east-1_20240131T2355Z_b.json.gz',
        '111122223333_CloudTrail_us-east-1_20240201T0000Z_a.json.gz',
      ],
    ],
    ['logback', ['app-2024-01-31.1.log', 'app-2024-01-31.2.log', 'app-2024-02-01.0.log', 'app.log']],
    ['parts', ['part-9.csv', 'part-10.csv', 'part-0011.csv']],
    ['months', ['export-2023-11.csv', 'export-2023-12.csv', 'export-2024-01.csv']],
    ['several series', ['a/app.log.1', 'a/app.log', 'a/db.log.1', 'a/db.log', 'b/app.log.1', 'b/app.log']],
    ['inside of archives', ['x.zip!/app.log.2', 'x.zip!/app.log.1', 'x.zip!/app.log']],
  ])('is that of %s', (_name, names) => {
    expect(ordered(names)).toEqual(names)
    expect(ordered(names.toReversed())).toEqual(names)
  })

  it('does not take a long number or a version for a rotation or a date', () => {
    expect(ordered(['events.20', 'events.0001', 'events.0002'])).toEqual(['events.20', 'events.0001', 'events.0002'])
    expect(ordered(['id-99991399.log', 'id-10000000.log'])).toEqual(['id-10000000.log', 'id-99991399.log'])
  })

  it('leaves equal names as they were, and copes with any text', () => {
    expect(rotationOrder(['a', 'a', 'a'])).toEqual([0, 1, 2])
    expect(rotationOrder([])).toEqual([])
    expect(ordered(['9'.repeat(5000), '', '.gz.gz', '/'])).toHaveLength(4)
  })
})
