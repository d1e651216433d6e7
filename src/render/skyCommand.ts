import type REGL from 'regl'
import type { Owned } from './residents'
import { skyFragmentShader, skyVertexShader } from './shaders/skyShader'

/** Draws the sky behind everything that is already drawn; inside a frame scope. */
export interface Sky extends Owned {
  draw(): void
}

export function createSky(regl: REGL.Regl): Sky {
  const corners = regl.buffer([-1, -1, 3, -1, -1, 3])
  const command = regl({
    vert: skyVertexShader,
    frag: skyFragmentShader,
    attributes: { corner: { buffer: corners, size: 2 } },
    count: 3,
    depth: { enable: true, mask: false, func: 'lequal' },
  }) as REGL.DrawCommand & Owned
  return {
    draw: () => command(),
    destroy() {
      command.destroy()
      corners.destroy()
    },
  }
}
