import { MORE, type AdoptContext, type PayloadKind } from './kind'

/** What the parts of a stacked kind adopted so far, in their order. */
type Layers = unknown[]

/**
 * Two parts of one kind as one: the later adopts and enters after the earlier, leaves and releases before it, and inherits what it
 * leaves out. Both see the same decoded data, so only one of them may close it (`discard`: the later one's, where it has one).
 */
export function stackKinds(below: PayloadKind, above: PayloadKind): PayloadKind {
  const begun = new WeakMap<AdoptContext, Layers>()
  const parts = [below, above]
  return {
    name: below.name,
    decode: above.decode ?? below.decode,
    order: above.order ?? below.order,
    radius: Math.min(above.radius ?? Infinity, below.radius ?? Infinity),
    onGpu: above.onGpu || below.onGpu,
    measure: above.measure ?? below.measure,
    discard: above.discard ?? below.discard,
    adopt(context, decoded) {
      const layers = begun.get(context) ?? []
      begun.set(context, layers)
      while (layers.length < parts.length) {
        const adopted = parts[layers.length].adopt(context, decoded)
        if (adopted === MORE) return MORE
        layers.push(adopted)
      }
      return layers
    },
    enter: (context, adopted) => enterAll(parts, context, adopted as Layers),
    leave: (context, adopted) => backwards(parts, (part, i) => part.leave?.(context, (adopted as Layers)[i])),
    // An adopt that threw or was stopped had begun in the part after the last that finished.
    release(context) {
      const layers = begun.get(context) ?? []
      begun.delete(context)
      backwards(parts.slice(0, layers.length + 1), (part, i) => part.release(context, layers[i]))
    },
    ...((below.tearDown ?? above.tearDown) && { tearDown: (...torn) => tearDownAll(parts, ...torn) }),
    supersede(context, adopted) {
      begun.delete(context)
      backwards(parts, (part, i) => (part.supersede ?? part.release).call(part, context, (adopted as Layers)[i]))
    },
  }
}

/** All parts enter or none: those that did leave again when one throws. */
function enterAll(parts: readonly PayloadKind[], context: AdoptContext, layers: Layers): void {
  let entered = 0
  try {
    for (; entered < parts.length; entered++) parts[entered].enter?.(context, layers[entered])
  } catch (error) {
    backwards(parts.slice(0, entered), (part, i) => part.leave?.(context, layers[i]))
    throw error
  }
}

/** What is large goes piece by piece, before any part is released. */
function tearDownAll(parts: readonly PayloadKind[], context: AdoptContext, adopted: unknown, most: number): number {
  const layers = adopted as Layers | undefined
  let freed = 0
  for (const [i, part] of parts.entries()) freed += part.tearDown?.(context, layers?.[i], most - freed) ?? 0
  return freed
}

/** Last first; every part has its turn, and the first error is thrown after the last. */
function backwards(parts: readonly PayloadKind[], visit: (part: PayloadKind, i: number) => void): void {
  const errors: unknown[] = []
  for (let i = parts.length - 1; i >= 0; i--)
    try {
      visit(parts[i], i)
    } catch (error) {
      errors.push(error)
    }
  if (errors.length > 0) throw errors[0]
}
