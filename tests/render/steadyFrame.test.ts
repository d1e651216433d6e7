import { Session, type HeapProfiler } from 'node:inspector'
import { expect, it } from 'vitest'
import { createMeter } from '../../src/memory/meter'
import { createCamera, lookFrom, reglPresenter } from '../../src/render'
import { gridPayload, placedAt } from '../contracts/presenterContract'
import { fakeRegl } from './fakeRegl'

/** Bytes that functions of a folder allocated while `work` ran, by samples, what was collected meanwhile included. */
function allocatedIn(folder: string, work: () => void): number {
  const session = new Session()
  session.connect()
  const collected = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true }
  session.post('HeapProfiler.startSampling', { samplingInterval: 256, ...collected })
  work()
  let bytes = 0
  const add = (node: HeapProfiler.SamplingHeapProfileNode): void => {
    if (node.callFrame.url.includes(folder)) bytes += node.selfSize
    node.children.forEach(add)
  }
  session.post('HeapProfiler.stopSampling', (_, { profile }) => add(profile.head))
  session.disconnect()
  return bytes
}

/** A hundred sections, a third of them in the picture, and copies of the first `rows` of them before the camera. */
function makeField(copies: number, rows: number) {
  const presenter = reglPresenter(fakeRegl().regl)
  const meter = createMeter({ bytes: Infinity, milliseconds: Infinity, operations: Infinity })
  meter.begin()
  for (let row = 0; row < 100; row++) {
    presenter.adopt(row, { ...gridPayload(4), origin: [row * 1.7 + 0.3, 0.1, 0.7] }, [], meter)
    presenter.show(row)
  }
  for (let copy = 0; copy < copies; copy++)
    presenter.place(copy + 1, copy % rows, placedAt((copy % 40) + 0.3, 0.1, -copy / 40))
  return presenter
}

/** What the engine's compiler leaves behind before it has seen enough; one number for each section alone would be 1,600 bytes. */
const allowedBytes = 256

it.each([
  [0, 1],
  [300, 100],
  [300, 300],
  [1000, 10],
])('a steady frame with %i copies of %i rows allocates nothing', (copies, rows) => {
  const presenter = makeField(copies, rows)
  const camera = createCamera()
  lookFrom(camera, [20, 10, 60], 0, -0.1)
  const draw = (frames: number) => {
    for (let frame = 0; frame < frames; frame++) presenter.draw(camera)
  }
  draw(2000)
  const bytes = allocatedIn('/src/render/', () => draw(500)) / 500
  const counts = presenter.counts()
  expect(counts.copies).toBe(copies === 300 && rows === 300 ? 100 : copies)
  expect(bytes, `${counts.submitted} sections in ${counts.draws} draws`).toBeLessThan(allowedBytes)
})
