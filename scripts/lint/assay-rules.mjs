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

export default { meta: { name: 'assay' }, rules: { 'no-ambient-clock': noAmbientClock } }
