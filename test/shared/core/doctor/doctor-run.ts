/** The doctor over lines of JSON, with the hash functions that the engine gives it. */
import { doctorHashers } from '../../../../src/main/engine/doctor/doctor-hashers.ts'
import { inferRecipe, type DoctorInput } from '../../../../src/shared/core/doctor/infer-recipe.ts'
import type { Inference } from '../../../../src/shared/model/doctor.ts'

export async function infer(lines: readonly string[], rest: Partial<DoctorInput> = {}): Promise<Inference> {
  return inferRecipe({
    records: lines.map((line) => Buffer.from(line)),
    hashers: await doctorHashers(),
    sequenceNames: ['sequence'],
    ...rest,
  })
}
