/** Handlers that explain one entry's hash. */
import type { ParsedRequestOf, ResultOf } from '../../../shared/ipc/contract.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { findShippedRecipe } from '../../../shared/core/chain/shipped-recipes.ts'
import type { EnginePorts } from '../ports.ts'
import type { Sessions } from '../session.ts'
import { readChainKeys } from '../verify/key-files.ts'
import { explainEntry, type ExplainOptions } from './explain-entry.ts'

export type ExplainName = 'entry.explain' | 'entry.explainUnmasked'

type ExplainHandlers = {
  readonly [N in ExplainName]: (request: ParsedRequestOf<N>) => Promise<ResultOf<N>>
}

export function explainHandlers({
  ports,
  sessions,
}: {
  readonly ports: EnginePorts
  readonly sessions: Sessions
}): ExplainHandlers {
  const optionsOf = async (request: ParsedRequestOf<'entry.explain'>): Promise<ExplainOptions> => {
    const { recipe, recipeId, keyFiles, keyEncoding } = request
    const chosen = recipe ?? (recipeId === undefined ? undefined : findShippedRecipe(recipeId))
    if (recipeId !== undefined && chosen === undefined)
      throw new AppError('recipe-invalid', `There is no recipe ${recipeId}.`)
    const keys = await readChainKeys(keyFiles ?? [], keyEncoding ?? 'raw', ports.sha256)
    return { recipe: chosen, keys: keys.map(({ bytes }) => bytes) }
  }
  return {
    'entry.explain': async (request) =>
      explainEntry(ports, sessions.get(request.engagementId), request.entryId, await optionsOf(request)),
    'entry.explainUnmasked': async (request) =>
      explainEntry(ports, sessions.get(request.engagementId), request.entryId, {
        ...(await optionsOf(request)),
        reason: request.reason,
      }),
  }
}
