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
 * reads them as they are. `JSON.parse(text) as string` stays allowed: a single string has no names.
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
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.object.name !== 'JSON') return
        const name = node.computed ? node.property.value : node.property.name
        if (name !== 'parse') return
        const call = node.parent
        const isCall = call.type === 'CallExpression' && call.callee === node && call.arguments.length === 1
        const cast = isCall ? call.parent : undefined
        if (cast?.type === 'TSAsExpression' && cast.typeAnnotation.type === 'TSStringKeyword') return
        context.report({ node, messageId: 'names' })
      },
    }
  },
}

export default {
  meta: { name: 'assay' },
  rules: { 'no-ambient-clock': noAmbientClock, 'no-json-parse': noJsonParse },
}
