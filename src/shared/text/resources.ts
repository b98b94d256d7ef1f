/** All texts by language. English is the only one so far; its shape is the shape of every other. */
import { common } from './catalogue/common.ts'
import { evidence } from './catalogue/evidence.ts'
import { findings } from './catalogue/findings.ts'
import { packages } from './catalogue/packages.ts'
import { screensAssurance } from './catalogue/screens-assurance.ts'
import { screensEvidence } from './catalogue/screens-evidence.ts'
import { sentences } from './catalogue/sentences.ts'
import { verdicts } from './catalogue/verdicts.ts'

const en = {
  ...verdicts,
  ...sentences,
  ...evidence,
  ...findings,
  ...packages,
  ...common,
  ...screensEvidence,
  ...screensAssurance,
} as const

export const resources = { en } as const
