import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileIdentifiers } from '../../../../src/shared/core/privacy/identifiers.ts'
import { createSubjectSearch, type SubjectMatch } from '../../../../src/shared/core/privacy/subject-search.ts'
import { entryFrom, entryFromJson, guideAProfile, guideBProfile } from '../../../support/entry-view.ts'

const email = 'maria.lopez@shop.example'
const id = 'user_12'

function foundIn(text: string, subjects: readonly string[] = [email, id]): string | undefined {
  return compileIdentifiers(subjects).find(text)?.match
}

describe('an identifier in a text', () => {
  it.each([[email], ['Maria.Lopez@Shop.EXAMPLE'], [id]])('%s is the whole text', (text) => {
    expect(foundIn(text)).toBe('whole')
  })

  it.each([
    [`Refund for ${email}.`],
    [`${email}, second call`],
    [`<${email}>`],
    [`mailto:${email}?subject=x`],
    [`"${email}"`],
    [` ${email}`],
    [`ask ${email}... then ${id}`],
    [`- ${email} -`],
    [`-${email}`],
    [`/users/${id}/orders`],
    [`user:${id};`],
    [`(${id})`],
    [`${id}\n`],
    ['/search?q=maria.lopez%40shop.example&x=1'],
    ['?q=%22Maria.Lopez%40shop.example%22'],
    ['é ' + email],
    [`😀${email}😀`],
  ])('%j holds one', (text) => {
    expect(foundIn(text)).toBe('inside')
  })

  it.each([
    [`x+${email}`],
    [`x.${email}`],
    [`${email}.mx`],
    [`${email}-old.org`],
    [`anna${email}`],
    [`${email}s`],
    [`é${email}`],
    [`${email}é`],
    [`x%40${email}`],
    [`${email}@relay`],
    ['maria.lopez@shop'],
    ['user_123'],
    ['user_12_old'],
    ['user_12.bak'],
    ['superuser_12'],
    ['user_12-b'],
    ['USER_12'],
    ['User_12 acted'],
    ['e\u0301' + email],
    ['𝐱' + email],
    ['/search?q=x%2Bmaria.lopez%40shop.example'],
    [''],
    ['user_1'],
  ])('%j holds none', (text) => {
    expect(foundIn(text)).toBeUndefined()
  })

  it('gives each place once, with offsets of the text itself', () => {
    const text = `İ ${email.toUpperCase()} and ${id}, again ${email}`
    const found = compileIdentifiers([email, id]).find(text)
    expect(found?.ranges.map(({ start, end, identifier }) => [text.slice(start, end), identifier])).toEqual([
      [email.toUpperCase(), 0],
      [id, 1],
      [email, 0],
    ])
  })

  it('refuses no identifier and empty ones', () => {
    expect(() => compileIdentifiers([])).toThrow(RangeError)
    expect(() => compileIdentifiers(['  '])).toThrow(RangeError)
  })

  it('matches between any two separators, and never when an identifier character follows or precedes', () => {
    const separator = fc.constantFrom(
      ' ',
      ',',
      ';',
      ':',
      '/',
      '"',
      "'",
      '(',
      ')',
      '<',
      '>',
      '=',
      '?',
      '&',
      '#',
      '|',
      '\t',
      '\n',
      '€',
      '、',
    )
    const part = fc.constantFrom('a', 'Z', '0', '_', '%', '+', '@', 'ß', '日')
    fc.assert(
      fc.property(
        separator,
        separator,
        part,
        part,
        fc.constantFrom(email, id),
        (left, right, before, after, subject) => {
          expect(foundIn(`${before}${left}${subject}${right}${after}`)).toBe('inside')
          expect(foundIn(`${left}${before}${subject}${right}`)).toBeUndefined()
          expect(foundIn(`${left}${subject}${after}${right}`)).toBeUndefined()
          expect(foundIn(`${left}${before}-.${subject}${right}`)).toBeUndefined()
          expect(foundIn(`${left}${subject}.-${after}${right}`)).toBeUndefined()
        },
      ),
    )
  })
})

function search(
  record: Readonly<Record<string, unknown>>,
  subjects: readonly string[] = [email, id],
  profile = guideAProfile,
): SubjectMatch | undefined {
  return createSubjectSearch(subjects, profile).match(entryFrom(record, { profile }))
}

function paths(match: SubjectMatch | undefined): string[] {
  return match?.occurrences.map(({ path, kind, found }) => `${path} ${kind} ${found.match}`) ?? []
}

describe('a person in an entry', () => {
  it('is the actor by id or e-mail', () => {
    expect(search({ user_id: id, action: 'x' })?.role).toBe('actor')
    expect(search({ actor_email: email.toUpperCase(), actor_id: 'u9' }, [email], guideBProfile)?.role).toBe('actor')
  })

  it('is the object in resource id, states, metadata and text that holds JSON', () => {
    const record = {
      user_id: 'boss',
      resource_id: id,
      new_state: { contact: { emails: ['x@y.example', email] } },
      metadata: {
        customer: { email },
        payload: JSON.stringify({ to: [email], body: JSON.stringify({ cc: email }) }),
        note: `call ${email}.`,
      },
    }
    const match = search(record)
    expect(match?.role).toBe('object')
    expect(paths(match)).toEqual([
      'resource_id string whole',
      'new_state.contact.emails.1 string whole',
      'metadata.customer.email string whole',
      'metadata.payload.to.0 string whole',
      'metadata.payload.body.cc string whole',
      'metadata.note string inside',
    ])
  })

  it('is both when acting on itself', () => {
    expect(search({ user_id: id, resource_id: id })?.role).toBe('both')
  })

  it('is found as a number and as a member’s name', () => {
    expect(paths(search({ user_id: 4711, metadata: { ids: [4711, 47110, 4711.5] } }, ['4711']))).toEqual([
      'user_id number whole',
      'metadata.ids.0 number whole',
    ])
    expect(paths(search({ metadata: { by_mail: { [email]: { seen: 3 }, [`x.${email}`]: 1 } } }))).toEqual([
      `metadata.by_mail.${email} name whole`,
    ])
  })

  it('keeps numbers beyond 2^53 apart', () => {
    const text = '{"user_id":9007199254740993,"metadata":{"n":9007199254740992}}'
    const match = createSubjectSearch(['9007199254740993'], guideAProfile).match(entryFromJson(text))
    expect(match?.occurrences.map(({ path }) => path)).toEqual(['user_id'])
  })

  it('is not found in near misses, nulls and absent fields', () => {
    expect(
      search({
        user_id: 'user_123',
        user_email: `x+${email}`,
        metadata: { note: `${email}.mx`, c: null },
        resource_id: '',
      }),
    ).toBeUndefined()
  })

  it('treats text that only begins like JSON as text', () => {
    expect(paths(search({ metadata: { note: `[urgent] ${email}`, other: `{"a":"${email}"` } }))).toEqual([
      'metadata.note string inside',
      'metadata.other string inside',
    ])
  })

  it('remembers which identifiers occurred nowhere', () => {
    const subjects = createSubjectSearch([email, id, 'other_1'], guideAProfile)
    subjects.match(entryFrom({ user_id: id }))
    expect(subjects.notFound()).toEqual([email, 'other_1'])
  })

  it('finds every leaf the reader visits, and at the same paths', () => {
    const key = fc.constantFrom('a', 'b', 'note')
    const value = fc.letrec((tie) => ({
      leaf: fc.oneof(
        fc.constant(email),
        fc.constant('nobody'),
        fc.constant(`to ${id}!`),
        fc.integer(),
        fc.constant(null),
      ),
      node: fc.oneof(
        { depthSize: 'small' },
        tie('leaf'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 3 }),
        fc.dictionary(key, tie('node'), { maxKeys: 2 }).map((nested) => JSON.stringify(nested)),
      ),
    })).node
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('metadata', 'new_state', 'user_id'), value, { minKeys: 1 }),
        (record) => {
          const entry = entryFrom(record)
          const expected: string[] = []
          entry.leaves((path, text) => {
            if (text === email || text === `to ${id}!`) expected.push(path)
          })
          const match = createSubjectSearch([email, id], guideAProfile).match(entry)
          expect(match?.occurrences.map(({ path }) => path).toSorted() ?? []).toEqual(expected.toSorted())
        },
      ),
    )
  })
})
