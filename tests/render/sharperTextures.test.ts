import { expect, it } from 'vitest'
import { createMeter } from '../../src/memory/meter'
import { adoptPayload, proveRoom, releaseRow } from '../../src/render/adopting'
import { createPresenterState, measureState } from '../../src/render/presenterState'
import { texturePayload } from '../contracts/presenterContract'
import { fakeRegl } from './fakeRegl'

function begin() {
  const { regl, memory } = fakeRegl()
  const state = createPresenterState(regl, {} as never)
  const meter = createMeter({ bytes: Infinity, milliseconds: Infinity, operations: Infinity })
  meter.begin()
  const upload = (row: number, side: number, requires: readonly number[]) =>
    expect(adoptPayload(state, row, texturePayload(side, side), requires, meter)).toBe('done')
  const adopt: typeof upload = (...given) => {
    upload(...given)
    expect(proveRoom(state)).toBe(true)
  }
  return { state, memory, upload, adopt }
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

it('is not drawn before the GPU has said that there was room for it', () => {
  const { state, memory, upload, adopt } = begin()
  adopt(1, 64, [])
  const blurred = state.images.get(1)
  upload(2, 256, [1])
  expect(state.images.get(1)).toBe(blurred)
  upload(1, 64, [])
  expect(state.images.get(1)).toBe(state.textures.get(1))
  expect(proveRoom(state)).toBe(true)
  expect(state.images.get(1)).toBe(state.textures.get(2))
  releaseRow(state, 2)
  memory.limitBytes = memory.usedBytes
  upload(2, 256, [1])
  expect(proveRoom(state)).toBe(false)
  expect(state.images.get(1)).toBe(state.textures.get(1))
  releaseRow(state, 2)
  expect([state.unproved.size, state.sharpens.size]).toEqual([0, 0])
})
