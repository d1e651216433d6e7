import { fail } from '../errors'
import type { Presenter, Row } from '../presenter'
import type { Material, MeshPayload } from './draw'
import { MORE, type AdoptContext, type PayloadKind } from './kind'
import { measureDraw } from './measure'
import { closeImages, createOwnImages } from './adoptImages'
import { completeMesh, createMeshParts, isLarge, type MeshParts } from './meshParts'

/**
 * Sections that are drawn: a `.glb`, decoded in the pool and handed to the presenter, whole or, where it is large, mesh by mesh.
 */
export function meshKind(presenter: Presenter): PayloadKind<MeshPayload, true> {
  const images = createOwnImages(presenter)
  return {
    name: 'mesh',
    decode: 'terrane:mesh',
    onGpu: true,
    adopt(context, mesh) {
      const requires = images.rowsOf(context, mesh)
      checkTextures(mesh.materials, requires)
      if (!images.adopt(context, mesh)) return MORE
      if (context.parts === undefined) {
        context.parts = presenter.adoptMesh && isLarge(context, mesh) ? createMeshParts(context, mesh) : null
        if (context.parts !== null) return MORE
      }
      if (context.parts !== null && !adoptNearest(presenter, context, mesh, requires)) return MORE
      return presenter.adopt(context.row, mesh, requires, context.meter) === 'more' ? MORE : true
    },
    release(context, adopted) {
      context.parts = undefined
      if (adopted) presenter.release(context.row)
      else presenter.cancel(context.row)
      images.release(context)
    },
    ...(presenter.tearDown && { tearDown: ({ row }, _, most) => presenter.tearDown?.(row, most) ?? 0 }),
    supersede: (context) => images.release(context),
    measure: measureDraw,
    discard: closeImages,
  }
}

/** Goes on with the nearest mesh that does not stand. Answers whether all do. */
function adoptNearest(
  presenter: Presenter,
  context: AdoptContext,
  mesh: MeshPayload,
  requires: readonly Row[],
): boolean {
  const parts = context.parts as MeshParts
  const { row, meter } = context
  if (parts.draw < 0) return true
  const operations = meter.spentOperations
  if (presenter.adoptMesh?.(row, mesh, requires, parts.draw, meter) === 'done') completeMesh(parts)
  else if (meter.spentOperations > operations) parts.begun = true
  return parts.draw < 0
}

function checkTextures(materials: readonly Material[], requires: readonly Row[]): void {
  for (const material of materials) {
    const last = Math.max(
      material.baseColorTexture,
      material.metallicRoughnessTexture,
      material.normalTexture,
      material.emissiveTexture,
    )
    if (last >= requires.length)
      fail(
        'payload-corrupt',
        `a material that uses texture ${last}`,
        `one of ${requires.length} required sections`,
        'Bake the world again.',
      )
  }
}
