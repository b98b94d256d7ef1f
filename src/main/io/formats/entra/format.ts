/** Microsoft Entra ID audit and sign-in logs, from Microsoft Graph, the portal's download and Azure Monitor. */
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { pageNotes, productReader, productSample, type ProductShape } from '../parts/json-product.ts'
import { claimFrom, hasAll, type JsonObject, strongest, textAt } from '../parts/json-sample.ts'
import type { Probe } from '../probe.ts'
import profile from './profile.json' with { type: 'json' }

const shape: ProductShape = {
  envelopes: [
    ['value', '*'],
    ['records', '*'],
  ],
  more: ['@odata.nextLink', 'nextLink'],
  // What Microsoft Graph gives in one reply unless it is asked for less.
  pages: [1000],
}

export const format: FormatDefinition = {
  id: 'entra',
  title: 'Microsoft Entra ID logs',
  about:
    'Directory audits and sign-ins: replies of Microsoft Graph, arrays from the portal, records of a monitor export.',
  detect,
  createReader: (sink, limits, hints) => productReader(sink, limits, hints, shape),
  profiles: [sourceProfileSchema.parse(profile)],
  notes: pageNotes,
}

function detect(probe: Probe): Claim | null {
  const sample = productSample(probe, shape)
  return strongest(
    claimFrom(sample, 100, 'a resourceId of Microsoft.aadiam', isMonitor),
    claimFrom(sample, 95, 'activityDisplayName, initiatedBy and targetResources', isAudit),
    claimFrom(
      sample,
      95,
      'createdDateTime, userPrincipalName or servicePrincipalId, appId and status.errorCode',
      isSignIn,
    ),
  )
}

function isMonitor(record: JsonObject): boolean {
  return hasAll(record, ['time', 'category']) && /\/providers\/microsoft\.aadiam/i.test(textAt(record, 'resourceId'))
}

function isAudit(record: JsonObject): boolean {
  return hasAll(record, ['activityDisplayName', 'activityDateTime', 'initiatedBy', 'targetResources'])
}

function isSignIn(record: JsonObject): boolean {
  if (!hasAll(record, ['createdDateTime', 'appId', 'status.errorCode'])) return false
  return hasAll(record, ['userPrincipalName']) || hasAll(record, ['servicePrincipalId'])
}
