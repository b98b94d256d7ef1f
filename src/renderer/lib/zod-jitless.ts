/** Imported before everything else: zod's feature test evaluates text, which the policy refuses, unless this is set first. */
import { z } from 'zod'

z.config({ jitless: true })
