/** All texts by language. English is the only one so far; its shape is the shape of every other. */
import { captureTexts } from './catalogue/capture.ts'
import { checkRunTexts } from './catalogue/check-runs.ts'
import { common } from './catalogue/common.ts'
import { continuityTexts } from './catalogue/continuity.ts'
import { doctorTexts } from './catalogue/doctor.ts'
import { evidence } from './catalogue/evidence.ts'
import { findings } from './catalogue/findings.ts'
import { packages } from './catalogue/packages.ts'
import { proofTexts } from './catalogue/proofs.ts'
import { residueTexts } from './catalogue/residue.ts'
import { screensAnchors } from './catalogue/screens-anchors.ts'
import { screensAssurance } from './catalogue/screens-assurance.ts'
import { screensChains } from './catalogue/screens-chains.ts'
import { merkleScreenTexts } from './catalogue/screens-merkle.ts'
import { screensEvidence } from './catalogue/screens-evidence.ts'
import { sealTexts } from './catalogue/seals.ts'
import { sentences } from './catalogue/sentences.ts'
import { trustWindowTexts } from './catalogue/trust-window.ts'
import { treeTexts } from './catalogue/trees.ts'
import { verdicts } from './catalogue/verdicts.ts'

const en = {
  ...verdicts,
  ...sentences,
  ...evidence,
  ...findings,
  ...packages,
  ...common,
  ...captureTexts,
  ...checkRunTexts,
  ...continuityTexts,
  ...doctorTexts,
  ...proofTexts,
  ...residueTexts,
  ...sealTexts,
  ...treeTexts,
  ...trustWindowTexts,
  ...screensChains,
  ...screensEvidence,
  ...merkleScreenTexts,
  ...screensAnchors,
  ...screensAssurance,
} as const

export const resources = { en } as const
