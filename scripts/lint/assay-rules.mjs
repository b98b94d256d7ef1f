// Lint rules of this project that no published plugin has, loaded by oxlint as a JS plugin (.oxlintrc.json).
// Plain JavaScript: oxlint may be started by Node 20, which cannot read TypeScript.
// The import table is not here; it is in .oxlintrc.json itself.

/**
 * `new Date()` and `Date()` read the clock of the computer, and pure code gets the time as an argument. `Date.now`,
 * `performance.now` and `Math.random` are caught by `no-restricted-properties`, which cannot see a constructor call.
 * `new Date(x)` stays allowed: it is arithmetic.
 */
const noAmbientClock = {
  meta: {
    type: 'problem',
    docs: { description: 'Refuse new Date() and Date() without an argument' },
    messages: { clock: 'Pure code reads no clock: take the time as an argument.' },
    schema: [],
  },
  create(context) {
    const report = (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) {
        context.report({ node, messageId: 'clock' })
      }
    }
    return { NewExpression: report, CallExpression: report }
  },
}

/**
 * V8 13.6 mistakes escaped names of objects by what was parsed before, and evidence holds such names; `parse-json.ts`
 * reads them as they are. `JSON.parse(text) as string` stays allowed: a single string has no names. `JSON` itself may not
 * be handed on, because what is called through another name cannot be seen; `.json()` of a response or a file calls it.
 */
const noJsonParse = {
  meta: {
    type: 'problem',
    docs: { description: 'Refuse JSON.parse of anything but a single string' },
    messages: {
      names: 'JSON.parse may mistake names: use parseJson of core/bytes, or `as string` for a single string.',
    },
    schema: [],
  },
  create(context) {
    const report = (node) => context.report({ node, messageId: 'names' })
    return {
      Identifier(node) {
        if (node.name !== 'JSON') return
        const { parent } = node
        if (parent.type === 'MemberExpression' && parent.object === node) {
          if (nameOf(parent) !== 'stringify' && !isOneString(parent)) report(parent)
          return
        }
        // `{ JSON: 1 }` and `typeof JSON` name it and do not use it.
        const isKey = parent.type === 'Property' && parent.key === node && !parent.shorthand && !parent.computed
        if (!isKey && !parent.type.startsWith('TS')) report(node)
      },
      CallExpression(node) {
        const { callee } = node
        if (callee.type === 'MemberExpression' && nameOf(callee) === 'json' && node.arguments.length === 0) report(node)
      },
    }
  },
}

/** Name of the property that a member expression reads; undefined where it is computed. */
function nameOf({ computed, property }) {
  return computed ? property.value : property.name
}

/** True for `JSON.parse` in `JSON.parse(text) as string`. */
function isOneString(member) {
  const call = member.parent
  if (nameOf(member) !== 'parse' || call.type !== 'CallExpression') return false
  if (call.callee !== member || call.arguments.length !== 1) return false
  const cast = call.parent
  return cast.type === 'TSAsExpression' && cast.typeAnnotation.type === 'TSStringKeyword'
}

export default {
  meta: { name: 'assay' },
  rules: { 'no-ambient-clock': noAmbientClock, 'no-json-parse': noJsonParse },
}
