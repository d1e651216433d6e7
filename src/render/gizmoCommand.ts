import type REGL from 'regl'
import type { Gizmos } from './gizmos'
import { createLineBuffer, lineStrideBytes, writeGizmos } from './gizmos'
import type { Owned } from './residents'
import { gizmoFragmentShader, gizmoVertexShader } from './shaders/gizmoShader'

/** Draws gizmo lines; inside a frame scope. */
export interface GizmoDrawing extends Owned {
  draw(gizmos: Gizmos, camera: Float64Array): void
}

interface LineProps {
  count: number
  /** Multiplies alpha: 1 in sight, less behind things. */
  strength: number
}

/** What is left of a line that something stands in front of. */
const hiddenStrength = 0.22

export function createGizmoDrawing(regl: REGL.Regl): GizmoDrawing {
  const lines = createLineBuffer()
  const buffer = regl.buffer({ length: 4, usage: 'stream', type: 'uint8' })
  let roomBytes = 0
  const visible = lineCommand(regl, buffer, 'lequal')
  const hidden = lineCommand(regl, buffer, 'greater')
  const props: LineProps = { count: 0, strength: 1 }
  return {
    draw(gizmos, camera) {
      writeGizmos(lines, gizmos, camera)
      if (lines.vertices === 0) return
      if (lines.colors.byteLength > roomBytes) {
        roomBytes = lines.colors.byteLength
        buffer({ length: roomBytes, usage: 'stream', type: 'uint8' })
      }
      buffer.subdata(lines.colors)
      props.count = lines.vertices
      props.strength = hiddenStrength
      hidden(props)
      props.strength = 1
      visible(props)
    },
    destroy() {
      for (const owned of [visible, hidden, buffer]) owned.destroy()
    },
  }
}

function lineCommand(
  regl: REGL.Regl,
  buffer: REGL.Buffer,
  func: 'lequal' | 'greater',
): REGL.DrawCommand<REGL.DefaultContext, LineProps> & Owned {
  const color = { buffer, type: 'uint8', size: 4, normalized: true, offset: 12, stride: lineStrideBytes } as const
  const config: Record<string, unknown> = {
    vert: gizmoVertexShader,
    frag: `${gizmoFragmentShader}// depth ${func}\n`,
    attributes: { position: { buffer, type: 'float', size: 3, offset: 0, stride: lineStrideBytes }, color },
    uniforms: { strength: regl.prop<LineProps, 'strength'>('strength') },
    count: regl.prop<LineProps, 'count'>('count'),
    primitive: 'lines',
    depth: { enable: true, mask: false, func },
    blend: { enable: true, func: { src: 'src alpha', dst: 'one minus src alpha' } },
  }
  return regl(config as REGL.DrawConfig) as REGL.DrawCommand<REGL.DefaultContext, LineProps> & Owned
}
