import { fail } from '../errors'
import type { Presenter, Row } from '../presenter'
import type { Material, MeshPayload } from './draw'
import { MORE, type PayloadKind } from './kind'
import { measureDraw } from './measure'

/** Sections that are drawn: a `.glb`, decoded in the pool and handed to the presenter. */
export function meshKind(presenter: Presenter): PayloadKind<MeshPayload, true> {
  return {
    name: 'mesh',
    decode: 'terrane:mesh',
    onGpu: true,
    adopt(context, mesh) {
      checkTextures(mesh.materials, context.requires)
      return presenter.adopt(context.row, mesh, context.requires, context.meter) === 'more' ? MORE : true
    },
    release: ({ row }, adopted) => (adopted ? presenter.release(row) : presenter.cancel(row)),
    supersede: () => {},
    measure: measureDraw,
  }
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
