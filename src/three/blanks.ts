import { DataTexture, RepeatWrapping } from 'three'

/** One texel each: what a material is drawn with whose image is not there. The programs stay the same when it comes. */
export interface Blanks {
  readonly white: DataTexture
  /** The normal map that changes nothing. */
  readonly flat: DataTexture
  /** An emissive image that is not there yet: better dark for a moment than a flash of plain light. */
  readonly black: DataTexture
}

export function createBlanks(): Blanks {
  return { white: texel(255, 255, 255), flat: texel(128, 128, 255), black: texel(0, 0, 0) }
}

function texel(red: number, green: number, blue: number): DataTexture {
  const texture = new DataTexture(new Uint8Array([red, green, blue, 255]), 1, 1)
  texture.wrapS = texture.wrapT = RepeatWrapping
  texture.needsUpdate = true
  return texture
}

export function disposeBlanks(blanks: Blanks): void {
  for (const texture of Object.values(blanks) as DataTexture[]) texture.dispose()
}
