/**
 * An endpoint's address, which a person types for one capture. Addresses of node providers carry secrets: a user, a token
 * as part of the path, a key in the query. Only host and port are ever shown or stored.
 */
import { AppError } from '../../../../shared/model/app-error.ts'

export interface Endpoint {
  /** Without user and password: those travel in `authorization`. */
  readonly url: URL
  /** Host and port: all of the address that may be stored. */
  readonly host: string
  /** Value of the Authorization header; null without a user. */
  readonly authorization: string | null
  /** Parts of the address that may be secrets, in every spelling that an answer could repeat them in. */
  readonly secrets: readonly string[]
}

/**
 * Address of an endpoint: https, or http on this computer's own loopback, or any http with `allowHttp`. AppError `usage`,
 * whose message never quotes the address: it may hold a token.
 */
export function parseEndpoint(given: string, allowHttp: boolean): Endpoint {
  let url: URL
  try {
    url = new URL(given)
  } catch {
    // The error's own message and its `input` hold the address.
    throw new AppError('usage', 'An endpoint is an address such as https://node.example.com/. Nothing was fetched.')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new AppError('usage', `An endpoint is an https address, not ${url.protocol} one. Nothing was fetched.`)
  if (url.protocol === 'http:' && !allowHttp && !isLoopback(url.hostname))
    throw new AppError(
      'usage',
      `${url.host} would be asked over http, where anybody on the way can read and change what it answers. ` +
        'Use https, or allow http expressly. Nothing was fetched.',
    )
  const user = decoded(url.username)
  const password = decoded(url.password)
  const authorization =
    user === '' && password === '' ? null : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const secrets = secretsOf(url, authorization)
  url.username = ''
  url.password = ''
  url.hash = ''
  return { url, host: url.host, authorization, secrets }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** A word of a path that is no secret (`mainnet`, `rpc`, `v3`) may stand in any answer, so short words are left out. */
const shortestPathSecret = 12
/** Of a user name or a query's value; a password counts from four characters on. */
const shortestGivenSecret = 6
const shortestPassword = 4

function secretsOf(url: URL, authorization: string | null): string[] {
  const given = [url.username, ...url.searchParams.values()].filter((part) => part.length >= shortestGivenSecret)
  if (url.password.length >= shortestPassword) given.push(url.password)
  const path = url.pathname.split('/').filter((part) => part.length >= shortestPathSecret)
  const header = authorization === null ? [] : [authorization.slice('Basic '.length)]
  return [...new Set([...given, ...path, ...header].flatMap((part) => [part, decoded(part), encodeURIComponent(part)]))]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
