import { fail } from '../../errors'
import type { Bytes } from '../../memory/meter'
import { engineKinds, isKindName } from '../config'
import type { TreeNode } from '../reading/nodeTree'
import type { Baking } from './baking'

/** What a baker gave a node for a kind of the game's own. */
export interface GivenPayload {
  readonly bytes: Uint8Array
  /** Once decoded, at most. */
  readonly size: Bytes
}

/** Keeps a copy of the bytes. @throws TerraneError 'bake-input' for what `Bake.payload` does not take. */
export function givePayload(
  { payloads }: Baking,
  node: TreeNode,
  kind: string,
  bytes: Uint8Array,
  { cpuBytes = bytes?.byteLength, gpuBytes = 0 }: Partial<Bytes>,
): void {
  const where = `"${node.path}" given a payload of kind ${JSON.stringify(kind)}`
  const given = payloads.get(node) ?? new Map<string, GivenPayload>()
  if (engineKinds.includes(kind) || !isKindName(kind))
    refuse(where, `a name of the game's own, beside ${engineKinds.join(', ')}`)
  if (!(bytes instanceof Uint8Array && bytes.byteLength > 0)) refuse(`${where} without bytes`, 'a Uint8Array of some')
  if (![cpuBytes, gpuBytes].every((value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32))
    refuse(`${where} of ${cpuBytes} CPU and ${gpuBytes} GPU bytes`, 'whole numbers from 0 on')
  if (given.has(kind)) refuse(`${where} a second time`, 'one payload of a kind for a node')
  payloads.set(node, given.set(kind, { bytes: bytes.slice(), size: { cpuBytes, gpuBytes } }))
}

function refuse(what: string, wanted: string): never {
  fail('bake-input', what, wanted, 'Correct the baker and bake again.')
}
