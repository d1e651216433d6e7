import { expect, it } from 'vitest'
import { createMeter } from '../../src/memory/meter'
import { adoptPayload, releaseRow } from '../../src/render/adopting'
import { createPresenterState, measureState } from '../../src/render/presenterState'
import { texturePayload } from '../contracts/presenterContract'
import { fakeRegl } from './fakeRegl'

function begin() {
  const state = createPresenterState(fakeRegl().regl, {} as never)
  const meter = createMeter({ bytes: Infinity, milliseconds: Infinity, operations: Infinity })
  meter.begin()
  const adopt = (row: number, side: number, requires: readonly number[]) =>
    expect(adoptPayload(state, row, texturePayload(side, side), requires, meter)).toBe('done')
  return { state, adopt }
}

it('a texture that requires another is drawn in its stead, and gives it back when it is released', () => {
  const { state, adopt } = begin()
  adopt(1, 64, [])
  const blurred = state.images.get(1)
  const { gpuBytes } = measureState(state)
  const version = state.textureVersion
  adopt(2, 256, [1])
  expect(state.images.get(1)).toBe(state.textures.get(2))
  expect(state.images.has(2)).toBe(false)
  expect(state.textureVersion).toBeGreaterThan(version)
  expect(measureState(state).gpuBytes).toBe(gpuBytes + Math.ceil((256 * 256 * 16) / 3))
  releaseRow(state, 2)
  expect(state.images.get(1)).toBe(blurred)
  expect(measureState(state).gpuBytes).toBe(gpuBytes)
})

it('keeps what is there in any order of going, and a new version takes the place of the old', () => {
  const { state, adopt } = begin()
  adopt(1, 64, [])
  adopt(2, 256, [1])
  adopt(2, 256, [1])
  expect(state.images.get(1)).toBe(state.textures.get(2))
  adopt(1, 64, [])
  expect(state.images.get(1)).toBe(state.textures.get(2))
  releaseRow(state, 1)
  expect(state.images.get(1)).toBe(state.textures.get(2))
  releaseRow(state, 2)
  expect([state.images.size, state.textures.size, state.sharpens.size]).toEqual([0, 0, 0])
})
