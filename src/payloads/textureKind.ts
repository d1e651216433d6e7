import type { Presenter } from '../presenter'
import type { TexturePayload } from './draw'
import { MORE, type PayloadKind } from './kind'
import { measureDraw } from './measure'

/** Shared images: placeless sections that meshes require. */
export function textureKind(presenter: Presenter): PayloadKind<TexturePayload, true> {
  return {
    name: 'texture',
    decode: 'terrane:texture',
    onGpu: true,
    adopt: (context, texture) =>
      presenter.adopt(context.row, texture, context.requires, context.meter) === 'more' ? MORE : true,
    release: ({ row }, adopted) => (adopted ? presenter.release(row) : presenter.cancel(row)),
    supersede: () => {},
    measure: measureDraw,
    discard(texture) {
      if ('close' in texture.pixels) texture.pixels.close()
    },
  }
}
