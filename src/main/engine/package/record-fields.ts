/** The six fields of PCI DSS v4.0.1 10.2.2 in terms of the requirements of a fill rate. */
import type { FillRate } from '../../../shared/model/analysis.ts'

const fields: readonly { readonly field: string; readonly requirements: readonly string[] }[] = [
  { field: 'user identification', requirements: ['actor id'] },
  { field: 'type of event', requirements: ['action'] },
  { field: 'date and time', requirements: ['UTC time'] },
  { field: 'success or failure', requirements: ['outcome'] },
  { field: 'origination of event', requirements: ['IP address', 'interface'] },
  { field: 'affected data, component, resource or service', requirements: ['resource id', 'resource type'] },
]

export interface TenTwoTwoField {
  readonly field: string
  /** The rate that shows the field best; undefined when the source has none of the record fields. */
  readonly rate: FillRate | undefined
}

/** One row per field: several record fields may show it, and the one filled most often speaks for it. */
export function tenTwoTwoFields(rates: readonly FillRate[]): TenTwoTwoField[] {
  return fields.map(({ field, requirements }) => ({
    field,
    rate: rates
      .filter((rate) => requirements.includes(rate.requirement) && rate.result === 'measured' && rate.applicable > 0)
      .toSorted((left, right) => right.filled / right.applicable - left.filled / left.applicable)[0],
  }))
}
