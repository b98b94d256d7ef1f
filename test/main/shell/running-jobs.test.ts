import { describe, expect, it } from 'vitest'
import { createRunningJobs } from '../../../src/main/shell/running-jobs.ts'

const progress = (jobId: string, done: number, total: number | null) => ({
  jobId,
  name: 'source.import',
  unit: 'bytes',
  done,
  total,
  stage: 's',
})
const finished = (jobId: string) => ({ jobId, name: 'source.import', outcome: { kind: 'cancelled' as const } })

describe('the running jobs', () => {
  it('are those that started and did not finish, by window, with their fraction', () => {
    let changes = 0
    const jobs = createRunningJobs(() => (changes += 1))
    jobs.started('a', 'source.import', 1)
    jobs.started('b', 'chain.verify', 2)
    jobs.observe('job.progress', progress('a', 25, 100))
    expect(jobs.ofWindow(1)).toEqual([{ jobId: 'a', name: 'source.import', windowId: 1, fraction: 0.25 }])
    jobs.observe('job.finished', finished('a'))
    expect([jobs.ofWindow(1), jobs.all().map(({ jobId }) => jobId), changes]).toEqual([[], ['b'], 4])
  })

  it('have no fraction while the total is unknown, and never more than 1', () => {
    const jobs = createRunningJobs(() => {})
    jobs.observe('job.progress', progress('a', 5, null))
    expect(jobs.all()[0]?.fraction).toBeUndefined()
    jobs.observe('job.progress', progress('a', 5, 0))
    expect(jobs.all()[0]?.fraction).toBeUndefined()
    jobs.observe('job.progress', progress('a', 12, 10))
    expect(jobs.all()[0]?.fraction).toBe(1)
  })

  it('do not come back when a start or a progress event arrives after the end', () => {
    const jobs = createRunningJobs(() => {})
    jobs.observe('job.finished', finished('a'))
    jobs.started('a', 'source.import', 1)
    jobs.observe('job.progress', progress('a', 1, 2))
    expect(jobs.all()).toEqual([])
    expect(jobs.windowOf('a')).toBe(1)
  })

  it('know their window after the end too', () => {
    const jobs = createRunningJobs(() => {})
    jobs.started('a', 'source.import', 3)
    jobs.observe('job.finished', finished('a'))
    expect([jobs.windowOf('a'), jobs.windowOf('b')]).toEqual([3, undefined])
  })

  it('forget ends that are long past', () => {
    const jobs = createRunningJobs(() => {})
    jobs.started('first', 'source.import', 1)
    jobs.observe('job.finished', finished('first'))
    for (let index = 0; index < 300; index += 1) jobs.observe('job.finished', finished(`j${index}`))
    expect(jobs.windowOf('first')).toBeUndefined()
  })
})
