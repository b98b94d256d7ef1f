/**
 * Lays a report out as a tagged PDF, declared PDF/A-3 level A (ISO 19005-3), with attachments. Same model, time and
 * attachments, same bytes: dates come in, the file identifier follows from the content. Signing is in io/signing.
 */
import { PDFDocument, type StructureElement } from 'pdfkit'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { utf8FromText } from '../../../shared/core/bytes/utf8.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import type { ReportModel, ReportSection } from '../../../shared/model/report.ts'
import { drawBlock } from './draw-blocks.ts'
import type { Breathe } from './draw-table.ts'
import { frame, ink, Sheet, type TextStyle } from './sheet.ts'

export interface ReportAttachment {
  readonly name: string
  readonly bytes: Uint8Array
  /** MIME type, for example `text/plain`. */
  readonly mime: string
  /** AFRelationship of ISO 19005-3 annex E. */
  readonly relationship: 'Source' | 'Data' | 'Alternative' | 'Supplement' | 'Unspecified'
  readonly description: string
}

export interface RenderOptions {
  /** Written as creation time of the file and of its attachments; whole seconds. */
  readonly createdAt: Date
  readonly attachments: readonly ReportAttachment[]
  /** Program and version, for example `Assay 0.1.0`. */
  readonly software: string
  readonly sha256: Hasher
  /** Called now and then so that other work can run and a cancelled job can stop by throwing. */
  readonly breathe?: Breathe
}

const titleStyle: TextStyle = { face: 'bold', size: 20, color: ink.text }
const subtitleStyle: TextStyle = { face: 'text', size: 11, color: ink.muted }
const headingStyle: TextStyle = { face: 'bold', size: 13, color: ink.text }
const furnitureStyle: TextStyle = { face: 'text', size: 7.5, color: ink.muted }
const furnitureMono: TextStyle = { face: 'mono', size: 7, color: ink.muted }
const contentsStyle: TextStyle = { face: 'text', size: 9, color: ink.text }
const contentsLeading = 14
const mostContents = 45

/** Bytes of the PDF. Whatever a section quotes from evidence, nothing sensitive is drawn, nor part of the identifier. */
export async function renderReport(given: ReportModel, options: RenderOptions): Promise<Uint8Array> {
  const model = maskedValue(given) as ReportModel
  const breathe = options.breathe ?? (() => Promise.resolve())
  const document = new ReportDocument(model, options)
  // Root option objects of the outline are shared between documents; this one gets its own, so that it has a count.
  document.outline.options = { expanded: true }
  const chunks: Uint8Array[] = []
  document.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  const finished = new Promise<void>((resolve, reject) => {
    document.on('end', resolve)
    document.on('error', reject)
  })

  const sheet = new Sheet(document)
  const root = document.struct('Document', { title: model.title })
  document.addStructure(root)
  sheet.addPage()
  const contents = drawFront(sheet, root, model)
  for (const section of model.sections) {
    await breathe()
    const pageIndex = await drawSection(sheet, root, section, breathe)
    contents?.pages.push(pageIndex)
  }
  if (contents !== null) fillContents(sheet, contents, model.sections)
  drawFurniture(sheet, model)
  for (const attachment of options.attachments) {
    document.file(attachment.bytes, {
      name: attachment.name,
      type: attachment.mime,
      description: attachment.description,
      relationship: attachment.relationship,
      creationDate: options.createdAt,
      modifiedDate: options.createdAt,
    })
  }
  root.end()
  document.end()
  await finished
  return Uint8Array.from(Buffer.concat(chunks))
}

/** Sets what the writer leaves open: an identifier that follows from the content, and metadata that stays well-formed XML. */
class ReportDocument extends PDFDocument {
  constructor(model: ReportModel, options: RenderOptions) {
    const parts = [
      JSON.stringify(model),
      ...options.attachments.flatMap((one) => [one.name, bytesToHex(options.sha256.hash(one.bytes))]),
    ]
    super({
      size: 'A4',
      margin: 0,
      pdfVersion: '1.7',
      subset: 'PDF/A-3a',
      tagged: true,
      lang: 'en',
      displayTitle: true,
      bufferPages: true,
      autoFirstPage: false,
      font: null,
      info: {
        Title: printable(`${model.title}: ${model.engagement}`),
        Subject: printable(`${model.template}, ${model.period}, package ${model.packageId}`),
        // The writer derives the file identifier from these entries; the digest makes it follow from the content.
        Keywords: `report model sha256 ${bytesToHex(options.sha256.hash(utf8FromText(parts.join('\n'))))}`,
        Creator: options.software,
        Producer: 'pdfkit 0.20.2',
        CreationDate: new Date(Math.floor(options.createdAt.getTime() / 1000) * 1000),
      },
    })
  }

  /** The writer puts these texts into XML as they are; by now the information dictionary holds them unescaped. */
  override endMetadata(): void {
    for (const [name, value] of Object.entries(this.info)) {
      if (typeof value === 'string')
        this.info[name] = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    }
    super.endMetadata()
  }
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

interface Contents {
  readonly element: StructureElement
  readonly pageIndex: number
  readonly firstY: number
  /** 0-based page of each section, filled while drawing. */
  readonly pages: number[]
}

function drawFront(sheet: Sheet, root: StructureElement, model: ReportModel): Contents | null {
  sheet.y = 64
  sheet.paragraph(root, 'H1', model.title, titleStyle, { leading: 26 })
  sheet.paragraph(root, 'P', model.subtitle, subtitleStyle, { leading: 16 })
  sheet.y += 8
  sheet.rule(sheet.y, ink.text, 1)
  sheet.y += 12
  drawFrontFacts(sheet, root, model)
  if (model.sections.length < 3 || model.sections.length > mostContents) return null
  if (sheet.y + (model.sections.length + 2) * contentsLeading > frame.bottom) sheet.addPage()
  sheet.y += 6
  sheet.paragraph(root, 'P', 'Contents', { ...headingStyle, size: 10 })
  const contents: Contents = {
    element: sheet.element(root, 'TOC'),
    pageIndex: sheet.pageIndex,
    firstY: sheet.y + 2,
    pages: [],
  }
  sheet.y = contents.firstY + model.sections.length * contentsLeading + 10
  return contents
}

function drawFrontFacts(sheet: Sheet, root: StructureElement, model: ReportModel): void {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ['Engagement', model.engagement, false],
    ['Period', model.period, false],
    ['Template', model.template, false],
    ['Generated', model.generatedAt, true],
    ['Package', model.packageId, true],
  ]
  const table = sheet.element(root, 'Table')
  for (const [label, text, mono] of rows) {
    const style: TextStyle = mono ? { ...contentsStyle, face: 'mono', size: 8.5 } : contentsStyle
    const lines = sheet.lines(text, frame.width - 90, style)
    const row = sheet.element(table, 'TR')
    const head = sheet.element(row, 'TH', { scope: 'Row' })
    sheet.content(head, () => sheet.line(label, frame.left, sheet.y, { ...contentsStyle, color: ink.muted }))
    head.end()
    const cell = sheet.element(row, 'TD')
    sheet.content(cell, () =>
      lines.forEach((line, index) => sheet.line(line, frame.left + 90, sheet.y + index * 13, style)),
    )
    cell.end()
    row.end()
    sheet.y += lines.length * 13 + 1.5
  }
  table.end()
  sheet.y += 8
}

async function drawSection(
  sheet: Sheet,
  root: StructureElement,
  section: ReportSection,
  breathe: Breathe,
): Promise<number> {
  if (section.startsPage === true && sheet.y > frame.top) sheet.addPage()
  // A heading is never the last thing on a page.
  sheet.ensure(96)
  if (sheet.y > frame.top + 20) sheet.y += 8
  const pageIndex = sheet.pageIndex
  sheet.document.outline.addItem(printable(section.heading), { fit: true })
  const element = sheet.element(root, 'Sect')
  sheet.paragraph(element, 'H2', section.heading, headingStyle, { leading: 18 })
  sheet.y += 1
  sheet.rule(sheet.y, ink.line, 0.6)
  sheet.y += 8
  for (const block of section.blocks) await drawBlock(sheet, element, block, breathe)
  element.end()
  return pageIndex
}

function fillContents(sheet: Sheet, contents: Contents, sections: readonly ReportSection[]): void {
  sheet.document.switchToPage(contents.pageIndex)
  const measure = sheet.measure(contentsStyle)
  for (const [index, section] of sections.entries()) {
    const y = contents.firstY + index * contentsLeading
    const page = String((contents.pages[index] ?? 0) + 1)
    const heading = sheet.lines(section.heading, frame.width - 40, contentsStyle)[0] ?? ''
    const item = sheet.element(contents.element, 'TOCI')
    sheet.content(item, () => {
      sheet.line(heading, frame.left, y, contentsStyle)
      sheet.line(page, frame.right - measure(page), y, contentsStyle)
    })
    item.end()
    const from = frame.left + measure(heading) + 6
    const to = frame.right - measure(page) - 6
    sheet.artifact(() =>
      sheet.document
        .save()
        .strokeColor(ink.line)
        .lineWidth(0.6)
        .moveTo(from, y + 8.5)
        .lineTo(to, y + 8.5)
        .stroke()
        .restore(),
    )
  }
  contents.element.end()
}

/** Head and foot of every page: what it belongs to, and which of how many it is. */
function drawFurniture(sheet: Sheet, model: ReportModel): void {
  const { count } = sheet.document.bufferedPageRange()
  const idWidth = sheet.measure(furnitureMono)(model.packageId)
  const room = frame.width - idWidth - 20
  const title = sheet.lines(`${model.title} · ${model.engagement}`, room, furnitureStyle)[0] ?? ''
  for (let index = 0; index < count; index += 1) {
    sheet.document.switchToPage(index)
    const page = `page ${index + 1} of ${count}`
    sheet.artifact(() => {
      if (index > 0) {
        sheet.line(title, frame.left, 44, furnitureStyle)
        sheet.line(model.packageId, frame.right - idWidth, 44, furnitureMono)
        sheet.document.strokeColor(ink.line).lineWidth(0.5).moveTo(frame.left, 58).lineTo(frame.right, 58).stroke()
      }
      sheet.line(`${model.template} · ${model.period}`, frame.left, 798, furnitureStyle)
      sheet.line(page, frame.right - sheet.measure(furnitureStyle)(page), 798, furnitureStyle)
    }, 'Pagination')
  }
}
