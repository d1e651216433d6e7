import type REGL from 'regl'
import type { Row } from '../presenter'
import type { Drawable, ResidentDraw, TextureResident } from './residents'
import { surfaceKey } from './surfaceCommands'

/** One texel each: what a material without an image is drawn with. */
export interface BlankTextures {
  readonly white: REGL.Texture2D
  /** The normal map that changes nothing. */
  readonly flat: REGL.Texture2D
  /** An emissive image that is not there yet: better dark for a moment than a flash of plain light. */
  readonly black: REGL.Texture2D
}

export function createBlankTextures(regl: REGL.Regl): BlankTextures {
  const texel = (data: number[]) => regl.texture({ width: 1, height: 1, data: new Uint8Array(data) })
  return { white: texel([255, 255, 255, 255]), flat: texel([128, 128, 255, 255]), black: texel([0, 0, 0, 255]) }
}

/** A draw with this key is left out: a mask that cuts everything. */
export const invisibleKey = -1

/** Points every draw of a section or its copies at the images that are resident now, and chooses its command by them. */
export function bindDraws(drawable: Drawable, textures: ReadonlyMap<Row, TextureResident>, blank: BlankTextures): void {
  for (const draw of drawable.draws) bindDraw(draw, textures, blank)
}

function bindDraw(draw: ResidentDraw, textures: ReadonlyMap<Row, TextureResident>, blank: BlankTextures): void {
  const color = draw.hasUvs ? textures.get(draw.textures.baseColor) : undefined
  const surface = draw.hasUvs ? textures.get(draw.textures.surface) : undefined
  const normal = draw.hasUvs ? textures.get(draw.textures.normal) : undefined
  const glow = draw.hasUvs && draw.textures.emissive >= 0
  draw.props.baseColorMap = color?.texture ?? blank.white
  draw.props.surfaceMap = surface?.texture ?? blank.white
  draw.props.normalMap = normal?.texture ?? blank.flat
  draw.props.glowMap = glow ? (textures.get(draw.textures.emissive)?.texture ?? blank.black) : blank.white
  const detail = surface || normal || glow ? 'full' : color ? 'textured' : 'plain'
  const masked = draw.alpha === 'mask' && !color
  if (masked) draw.key = draw.solid ? surfaceKey(detail, 'opaque', draw.props.instances > 0) : invisibleKey
  else draw.key = surfaceKey(detail, draw.alpha, draw.props.instances > 0)
}
