import type { Presenter, Row } from '../presenter'
import type { MeshPayload } from './draw'
import type { AdoptContext } from './kind'

/** Images inside meshes are rows of their own to a presenter, beyond those of every table: nobody else requires them, and they go with their mesh. */
const firstRow = 2 ** 32

interface Adopted {
  readonly rows: readonly Row[]
  /** Images that stand. */
  done: number
}

/** The images of the meshes that one presenter holds, by load. */
export function createOwnImages(presenter: Presenter) {
  const byLoad = new WeakMap<AdoptContext, Adopted>()
  let next = firstRow
  const adoptedOf = (context: AdoptContext, count: number): Adopted => {
    const known = byLoad.get(context)
    if (known) return known
    const adopted = { rows: Array.from({ length: count }, () => next++), done: 0 }
    byLoad.set(context, adopted)
    return adopted
  }
  return {
    /** Rows that a mesh's materials count: its own images, or what it requires. */
    rowsOf: (context: AdoptContext, { images = [] }: MeshPayload): readonly Row[] =>
      images.length > 0 ? adoptedOf(context, images.length).rows : context.requires,
    /** Goes on with them; answers whether all stand. */
    adopt(context: AdoptContext, { images = [] }: MeshPayload): boolean {
      if (images.length === 0) return true
      const adopted = adoptedOf(context, images.length)
      for (; adopted.done < images.length; adopted.done++) {
        const { done, rows } = adopted
        if (presenter.adopt(rows[done], images[done], [], context.meter) === 'more') return false
      }
      return true
    },
    release(context: AdoptContext): void {
      for (const row of byLoad.get(context)?.rows ?? []) presenter.release(row)
      byLoad.delete(context)
    },
  }
}

/** Bitmaps are given back at once. */
export function closeImages({ images = [] }: MeshPayload): void {
  for (const { pixels } of images) if ('close' in pixels) pixels.close()
}
