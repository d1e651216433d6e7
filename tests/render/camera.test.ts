import { describe, expect, it } from 'vitest'
import { createCamera, lookAt, lookFrom, projectPoint } from '../../src/render'

const project = (camera = createCamera(), point: number[]) => {
  const out = new Float64Array(3)
  projectPoint(out, camera, point)
  return [...out].map((value) => Math.round(value * 1000) / 1000)
}

describe('a camera', () => {
  it('looks along −z at first, with +x to the right and +y up', () => {
    const camera = createCamera()
    expect(project(camera, [0, 0, -10])).toEqual([0.5, 0.5, 10])
    expect(project(camera, [1, 0, -10])[0]).toBeGreaterThan(0.5)
    expect(project(camera, [0, 1, -10])[1]).toBeLessThan(0.5)
    expect(project(camera, [0, 0, 10])[2]).toBe(-10)
  })

  it('turns left with yaw and up with pitch', () => {
    const camera = createCamera()
    lookFrom(camera, [5, 5, 5], Math.PI / 2, 0)
    expect(project(camera, [-5, 5, 5])).toEqual([0.5, 0.5, 10])
    lookFrom(camera, [5, 5, 5], 0, Math.PI / 4)
    expect(project(camera, [5, 15, -5]).slice(0, 2)).toEqual([0.5, 0.5])
  })

  it('has what it looks at in the middle, millions of metres out as at home', () => {
    const camera = createCamera()
    for (const far of [0, 5e6, -4e7]) {
      lookAt(camera, [far + 3, 4, far - 2], [far - 7, 1, far + 9])
      expect(project(camera, [far - 7, 1, far + 9]).slice(0, 2)).toEqual([0.5, 0.5])
    }
  })
})
