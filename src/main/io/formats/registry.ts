/** Written by scripts/formats.mjs from the folders beside it; do not edit. */
import type { FormatDefinition } from './format.ts'
import { format as accessLog } from './access-log/format.ts'
import { format as acra } from './acra/format.ts'
import { format as adobeCommerce } from './adobe-commerce/format.ts'
import { format as auth0 } from './auth0/format.ts'
import { format as azureActivity } from './azure-activity/format.ts'
import { format as cef } from './cef/format.ts'
import { format as cloudtrail } from './cloudtrail/format.ts'
import { format as cloudtrailLookup } from './cloudtrail-lookup/format.ts'
import { format as cloudwatchEvents } from './cloudwatch-events/format.ts'
import { format as cloudwatchExport } from './cloudwatch-export/format.ts'
import { format as cloudwatchInsights } from './cloudwatch-insights/format.ts'
import { format as csv } from './csv/format.ts'
import { format as elasticdump } from './elasticdump/format.ts'
import { format as elasticsearchSearch } from './elasticsearch-search/format.ts'
import { format as entra } from './entra/format.ts'
import { format as gcpLogging } from './gcp-logging/format.ts'
import { format as githubAudit } from './github-audit/format.ts'
import { format as influxCsv } from './influx-csv/format.ts'
import { format as jsonArray } from './json-array/format.ts'
import { format as keyValue } from './key-value/format.ts'
import { format as kubernetesAudit } from './kubernetes-audit/format.ts'
import { format as leef } from './leef/format.ts'
import { format as legaliseExport } from './legalise-export/format.ts'
import { format as lineProtocol } from './line-protocol/format.ts'
import { format as microsoft365 } from './microsoft-365/format.ts'
import { format as mongoexport } from './mongoexport/format.ts'
import { format as mysqlDump } from './mysql-dump/format.ts'
import { format as ndjson } from './ndjson/format.ts'
import { format as okta } from './okta/format.ts'
import { format as omadiaExport } from './omadia-export/format.ts'
import { format as otlp } from './otlp/format.ts'
import { format as pgDump } from './pg-dump/format.ts'
import { format as retraced } from './retraced/format.ts'
import { format as shopifyActivity } from './shopify-activity/format.ts'
import { format as slackAudit } from './slack-audit/format.ts'
import { format as spreadsheetml } from './spreadsheetml/format.ts'
import { format as stripeEvents } from './stripe-events/format.ts'
import { format as syslog } from './syslog/format.ts'
import { format as teleport } from './teleport/format.ts'
import { format as woocommerceStream } from './woocommerce-stream/format.ts'
import { format as xlsxSheet } from './xlsx-sheet/format.ts'

export const formats: readonly FormatDefinition[] = [
  accessLog,
  acra,
  adobeCommerce,
  auth0,
  azureActivity,
  cef,
  cloudtrail,
  cloudtrailLookup,
  cloudwatchEvents,
  cloudwatchExport,
  cloudwatchInsights,
  csv,
  elasticdump,
  elasticsearchSearch,
  entra,
  gcpLogging,
  githubAudit,
  influxCsv,
  jsonArray,
  keyValue,
  kubernetesAudit,
  leef,
  legaliseExport,
  lineProtocol,
  microsoft365,
  mongoexport,
  mysqlDump,
  ndjson,
  okta,
  omadiaExport,
  otlp,
  pgDump,
  retraced,
  shopifyActivity,
  slackAudit,
  spreadsheetml,
  stripeEvents,
  syslog,
  teleport,
  woocommerceStream,
  xlsxSheet,
]
