/**
 * Verdict chips: a shape, an icon and the word, so that none of them needs colour to be read. Colours, shapes and icons
 * are those of the screen's light theme; the drawings are our own.
 */
import type { PDFDocument } from 'pdfkit'
import type { ControlTestResult, VerdictWord } from '../../../shared/model/verdict.ts'
import { ink } from './sheet.ts'

type Icon = 'shield-check' | 'octagon-x' | 'triangle' | 'unlink' | 'circle-slash' | 'circle-check' | 'person'
type Outline = 'pill' | 'square' | 'half-pill'

export interface ChipLook {
  readonly icon: Icon
  readonly outline: Outline
  /** Null: no fill. */
  readonly fill: string | null
  readonly edge: string
  readonly dashed: boolean
  readonly text: string
}

export const chipLooks: Readonly<Record<VerdictWord | ControlTestResult, ChipLook>> = {
  verified: { icon: 'shield-check', outline: 'pill', fill: '#1f6fc4', edge: '#1f6fc4', dashed: false, text: '#ffffff' },
  mismatch: { icon: 'octagon-x', outline: 'square', fill: '#8f1209', edge: '#8f1209', dashed: false, text: '#ffffff' },
  gap: { icon: 'triangle', outline: 'half-pill', fill: '#ffc53d', edge: '#8a6100', dashed: false, text: '#2b1d00' },
  unanchored: { icon: 'unlink', outline: 'pill', fill: null, edge: ink.text, dashed: false, text: ink.text },
  'not-checked': { icon: 'circle-slash', outline: 'pill', fill: null, edge: ink.muted, dashed: true, text: ink.muted },
  'no-exception-noted': {
    icon: 'circle-check',
    outline: 'pill',
    fill: null,
    edge: ink.text,
    dashed: false,
    text: ink.text,
  },
  'exception-noted': {
    icon: 'triangle',
    outline: 'square',
    fill: '#8f1209',
    edge: '#8f1209',
    dashed: false,
    text: '#ffffff',
  },
  'not-testable': { icon: 'circle-slash', outline: 'pill', fill: null, edge: ink.muted, dashed: true, text: ink.muted },
  'not-applicable': {
    icon: 'circle-slash',
    outline: 'pill',
    fill: null,
    edge: ink.muted,
    dashed: true,
    text: ink.muted,
  },
  'judgement-required': {
    icon: 'person',
    outline: 'half-pill',
    fill: null,
    edge: ink.text,
    dashed: false,
    text: ink.text,
  },
}

export const chipHeight = 17
/** Where the word starts, from the chip's left edge, and what follows it. */
export const chipTextOffset = 21
export const chipEnd = 9

/** Shape and icon at the chip's upper left corner; the word is drawn by the caller as readable text. */
export function drawChip(document: PDFDocument, look: ChipLook, x: number, y: number, width: number): void {
  document.save()
  document
    .lineWidth(0.9)
    .strokeColor(look.edge)
    .fillColor(look.fill ?? '#ffffff')
  if (look.dashed) document.dash(2.2, { space: 1.8 })
  tracePath(document, look.outline, x, y, width)
  if (look.fill === null) document.stroke()
  else document.fillAndStroke(look.fill, look.edge)
  if (look.dashed) document.undash()
  drawIcon(document, look.icon, x + 7.5, y + (chipHeight - 10) / 2, look.text)
  document.restore()
}

function tracePath(document: PDFDocument, outline: Outline, x: number, y: number, width: number): void {
  const half = chipHeight / 2
  if (outline === 'pill') document.roundedRect(x, y, width, chipHeight, half)
  else if (outline === 'square') document.rect(x, y, width, chipHeight)
  else {
    const k = half * 0.5523
    const right = x + width
    document.path(
      `M ${x} ${y} L ${right - half} ${y} C ${right - half + k} ${y} ${right} ${y + half - k} ${right} ${y + half} ` +
        `C ${right} ${y + half + k} ${right - half + k} ${y + chipHeight} ${right - half} ${y + chipHeight} L ${x} ${y + chipHeight} Z`,
    )
  }
}

/** Line drawings in a 10 by 10 box. */
const iconPaths: Readonly<Record<Icon, readonly string[]>> = {
  'shield-check': [
    'M 5 0.7 L 8.9 2 L 8.9 5 C 8.9 7.3 7.2 8.7 5 9.4 C 2.8 8.7 1.1 7.3 1.1 5 L 1.1 2 Z',
    'M 3.2 4.9 L 4.5 6.2 L 6.9 3.7',
  ],
  'octagon-x': [
    'M 3.2 0.6 L 6.8 0.6 L 9.4 3.2 L 9.4 6.8 L 6.8 9.4 L 3.2 9.4 L 0.6 6.8 L 0.6 3.2 Z',
    'M 3.5 3.5 L 6.5 6.5',
    'M 6.5 3.5 L 3.5 6.5',
  ],
  triangle: ['M 5 0.9 L 9.6 9 L 0.4 9 Z', 'M 5 3.7 L 5 6.1', 'M 5 7.4 L 5 7.6'],
  unlink: [
    'M 4.1 2.6 L 2.9 2.6 C 1.5 2.6 0.5 3.6 0.5 5 C 0.5 6.4 1.5 7.4 2.9 7.4 L 4.1 7.4',
    'M 5.9 2.6 L 7.1 2.6 C 8.5 2.6 9.5 3.6 9.5 5 C 9.5 6.4 8.5 7.4 7.1 7.4 L 5.9 7.4',
    'M 4.3 0.4 L 5.7 9.6',
  ],
  'circle-slash': [
    'M 5 0.7 C 7.4 0.7 9.3 2.6 9.3 5 C 9.3 7.4 7.4 9.3 5 9.3 C 2.6 9.3 0.7 7.4 0.7 5 C 0.7 2.6 2.6 0.7 5 0.7 Z',
    'M 2 8 L 8 2',
  ],
  'circle-check': [
    'M 5 0.7 C 7.4 0.7 9.3 2.6 9.3 5 C 9.3 7.4 7.4 9.3 5 9.3 C 2.6 9.3 0.7 7.4 0.7 5 C 0.7 2.6 2.6 0.7 5 0.7 Z',
    'M 3 5 L 4.4 6.4 L 7.1 3.6',
  ],
  person: [
    'M 5 0.9 C 6.2 0.9 7.1 1.8 7.1 3 C 7.1 4.2 6.2 5.1 5 5.1 C 3.8 5.1 2.9 4.2 2.9 3 C 2.9 1.8 3.8 0.9 5 0.9 Z',
    'M 1.2 9.4 C 1.4 7.4 3 6.4 5 6.4 C 7 6.4 8.6 7.4 8.8 9.4',
  ],
}

function drawIcon(document: PDFDocument, icon: Icon, x: number, y: number, color: string): void {
  document.save()
  document.translate(x, y).lineWidth(1.05).strokeColor(color)
  for (const path of iconPaths[icon]) document.path(path).stroke()
  document.restore()
}
