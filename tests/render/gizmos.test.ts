import { describe, expect, it } from 'vitest'
import { createLineBuffer, writeGizmos } from '../../src/render/gizmos'

const color = [1, 0.5, 0, 1] as const
const box = [5e6, 10, -5e6, 5e6 + 4, 12, -5e6 + 6]
const camera = new Float64Array([5e6, 10, -5e6])

const points = (lines: ReturnType<typeof createLineBuffer>) =>
  Array.from({ length: lines.vertices }, (_, at) => [...lines.floats.subarray(at * 4, at * 4 + 3)])

describe('gizmo lines', () => {
  it('draw the twelve edges of a box once each, relative to the camera', () => {
    const lines = createLineBuffer()
    writeGizmos(lines, { boxes: [{ box, color }], rings: [] }, camera)
    const all = points(lines)
    const edges = Array.from({ length: 12 }, (_, at) => [all[at * 2], all[at * 2 + 1]])
    expect(new Set(edges.map((edge) => edge.map(String).sort().join(' '))).size).toBe(12)
    for (const [from, to] of edges) expect(from.filter((value, axis) => value !== to[axis])).toHaveLength(1)
    expect(new Set(all.map(String))).toContain('4,2,6')
  })

  it('draw a closed ring whose every point is as far from the box as asked, on its ground', () => {
    const lines = createLineBuffer()
    writeGizmos(lines, { boxes: [], rings: [{ box, radius: 3, color }] }, camera)
    const all = points(lines)
    for (const [x, y, z] of all) {
      const dx = Math.max(-x, x - 4, 0)
      const dz = Math.max(-z, z - 6, 0)
      expect(Math.hypot(dx, dz)).toBeCloseTo(3, 4)
      expect(y).toBe(0)
    }
    for (let at = 1; at < all.length - 1; at += 2) expect(all[at]).toEqual(all[at + 1])
    expect(all.at(-1)).toEqual(all[0])
  })

  it('keep colours beside positions, and room from frame to frame', () => {
    const lines = createLineBuffer()
    writeGizmos(lines, { boxes: [{ box, color }], rings: [{ box, radius: 1, color }] }, camera)
    expect([...lines.colors.subarray(12, 16)]).toEqual([255, 128, 0, 255])
    const { floats } = lines
    writeGizmos(lines, { boxes: [{ box, color }], rings: [] }, camera)
    expect(lines.floats).toBe(floats)
    expect(lines.vertices).toBe(24)
  })
})
