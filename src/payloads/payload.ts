import type { DecodedKinds, PayloadFeature, PayloadKind } from './kind'
import { stackKinds } from './stackKinds'

/**
 * The feature that brings a kind of payload, typed: `payload('quest', { decode: new URL('./decodeQuest.js', import.meta.url),
 * adopt: ({ section }, quest: Quest) => spawn(quest), release: (_, spawned) => … })`. For a kind that another feature brings as well
 * (`payload('collider', { adopt: (_, mesh) => physics.add(mesh), … })`) it is a part: all adopt in the order of the features, and release in
 * reverse; `decode` and `measure` may then be left to the other.
 */
export function payload<Name extends keyof DecodedKinds, Adopted>(
  name: Name,
  parts: Omit<PayloadKind<DecodedKinds[Name], Adopted>, 'name' | 'stack'>,
): PayloadFeature
export function payload<Decoded = ArrayBuffer, Adopted = void>(
  name: string,
  parts: Omit<PayloadKind<Decoded, Adopted>, 'name' | 'stack'>,
): PayloadFeature
export function payload(name: string, parts: Omit<PayloadKind, 'name' | 'stack'>): PayloadFeature {
  return { name: `payload:${name}`, kinds: [stackable({ ...parts, name })] }
}

/** A part that knows how it joins those of its kind that were brought before it. */
function stackable(part: PayloadKind): PayloadKind {
  return { ...part, stack: (below) => stackKinds(below, part) }
}
