import { fail } from '../errors'
import type { DecodeFunction } from '../payloads/kind'

type JobModule = { readonly default?: DecodeFunction }

/**
 * Jobs that every worker carries, by the name that stands in for a URL: bundlers then see one self-contained worker file.
 */
const builtIn: Readonly<Record<string, () => Promise<JobModule>>> = {
  'terrane:mesh': () => import('../payloads/decodeMesh') as Promise<JobModule>,
  'terrane:texture': () => import('../payloads/decodeTexture') as Promise<JobModule>,
  'terrane:collider': () => import('../payloads/decodeCollider') as Promise<JobModule>,
  'terrane:entities': () => import('../payloads/decodeEntities') as Promise<JobModule>,
}

/** Runs one job on this thread. @throws TerraneError 'worker' for a module without a default function; what the job throws. */
export async function runJob(module: string, input: unknown, signal: AbortSignal) {
  signal.throwIfAborted()
  const job = (await loadJob(module)).default
  if (typeof job !== 'function')
    return fail(
      'worker',
      `the job module ${module} without a default function`,
      'export default (input, signal) => …',
      'Check its export.',
    )
  const { value, transfer } = await job(input as ArrayBuffer, signal)
  return { value, transfer }
}

async function loadJob(module: string): Promise<JobModule> {
  if (builtIn[module]) return builtIn[module]()
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ module)) as JobModule
  } catch (error) {
    return fail(
      'worker',
      `the job module ${module} (${(error as Error).message})`,
      'a module that workers can import',
      'Check its URL and the content-security policy.',
    )
  }
}
