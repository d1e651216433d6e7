import { describe, expect, it } from 'vitest'
import { colliderBlobHeaderBytes, openColliderBlob } from '../../src/blobs/colliderBlob'
import { isLeaf, leafLink } from '../../src/blobs/colliderTree'
import { TerraneError } from '../../src/errors'
import { bytesOf, meshShape, randomSoup } from '../ground/colliders'
import { createRandom } from '../worlds'

const seed = 21
const box = { centre: [0, 1, 0], half: [1, 1, 1], rotation: [0, 0, 0, 1] } as const
const blob = bytesOf([
  ...randomSoup(createRandom(seed), 40),
  { ...meshShape([5, 6], [-1, 0, -1, 1, 0, 1, 1, 2, 1]), box },
])
const table = openColliderBlob(blob)

/** The error of something that is refused; anything but one line with a code fails the test. */
function refusal(act: () => unknown): { code: string; message: string } {
  try {
    act()
  } catch (error) {
    if (!(error instanceof TerraneError)) throw error
    expect(error.message).not.toContain('\n')
    return error
  }
  return expect.unreachable('it was accepted')
}

/** What is said of the blob with one number changed. */
function refusalOf(change: (copy: ArrayBuffer) => void) {
  const copy = blob.slice(0)
  change(copy)
  return refusal(() => openColliderBlob(copy))
}

const word = (at: number, value: number) => (copy: ArrayBuffer) => void (new Uint32Array(copy, 0, 8)[at] = value)
const float = (at: number, value: number) => (copy: ArrayBuffer) => void (new Float64Array(copy, 0, 8)[at] = value)

type View = Uint8Array | Uint16Array | Uint32Array | Float32Array

/** Sets one element of a column. */
const element = (view: View, at: number, value: number) => (copy: ArrayBuffer) => {
  const type = view.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => View
  new type(copy, view.byteOffset, view.length)[at] = value
}

const nodes = Array.from({ length: table.nodeCount }, (_, node) => node)
const linkOf = (node: number) => table.nodeLinks[4 * node + 3]
const leaf = nodes.find((node) => isLeaf(linkOf(node)))!
const lastLeaf = nodes.at(-1)!

describe('a collider payload is refused', () => {
  it('when cut off anywhere', () => {
    for (let length = 0; length < blob.byteLength; length++)
      expect(refusal(() => openColliderBlob(blob.slice(0, length))).code, `${length} bytes`).toBe('blob-truncated')
  })

  it('when cut off anywhere with a header that does not tell', () => {
    for (let length = colliderBlobHeaderBytes; length < blob.byteLength; length++) {
      const cut = blob.slice(0, length)
      word(2, length)(cut)
      expect(refusal(() => openColliderBlob(cut)).code).toBe('blob-corrupt')
    }
  })

  it('when it is something else, older or newer', () => {
    expect(refusalOf(word(0, 0x46546c67))).toMatchObject({
      code: 'blob-foreign',
      message: expect.stringContaining('0x46546c67') as string,
    })
    expect(refusalOf(word(1, 2)).code).toBe('blob-newer')
    expect(refusalOf(word(1, 0)).code).toBe('blob-foreign')
  })

  it('when its counts are not of its bytes', () => {
    for (let count = 3; count < 8; count++)
      for (const value of [0, 0xffff_ffff].filter((value) => value !== new Uint32Array(blob)[count]))
        expect(refusalOf(word(count, value)).code).toBe('blob-corrupt')
  })

  it('when it has no triangles or no tree', () => {
    const empty = (counts: readonly number[], bytes: number) => {
      const small = new ArrayBuffer(bytes)
      new Uint32Array(small).set(new Uint32Array(blob, 0, 3))
      new Uint32Array(small).set([bytes, ...counts], 2)
      new Float64Array(small)[7] = 1
      return refusal(() => openColliderBlob(small))
    }
    expect(empty([0, 0, 0, 0, 0], 64).message).toContain('a collider of 0 triangles')
    expect(empty([1, 1, 1, 0, 0], 64 + 8 + 8 + 8 + 8 + 8).message).toContain('a collider without nodes')
  })

  it.each([
    ['a step of 0', float(7, 0)],
    ['a step that is no power of two', float(7, 0.3)],
    ['a step too fine', float(7, 2 ** -25)],
    ['a step too coarse', float(7, 2 ** 11)],
    ['a negative step', float(7, -1)],
    ['a step that is no number', float(7, NaN)],
    ['an origin between steps', float(4, 1 / 3)],
    ['an origin that is no number', float(5, NaN)],
    ['an origin beyond everything', float(6, Infinity)],
    ['a vertex that is not there', element(table.indices, 3, table.vertexCount)],
    ['a shape that is not there', element(table.shapeOf, 2, table.shapeCount)],
    ['a box that is not there', element(table.shapeBox, 0, 2)],
    ['a box at no place', element(table.boxes, 0, NaN)],
    ['a box turned inside out', element(table.boxes, 3, -1)],
    ['a box with no rotation', element(table.boxes, 9, 0)],
    ['a leaf that begins elsewhere', element(table.nodeLinks, 4 * leaf + 3, leafLink(1, 2))],
    ['a leaf of more than there is', element(table.nodeLinks, 4 * lastLeaf + 3, leafLink(table.triangleCount - 2, 16))],
    ['a leaf of less than there is', element(table.nodeLinks, 4 * lastLeaf + 3, leafLink(table.triangleCount - 2, 1))],
    ['a right child at its parent', element(table.nodeLinks, 3, 0)],
    ['a right child that is the left one', element(table.nodeLinks, 3, 1)],
    ['a right child that is not there', element(table.nodeLinks, 3, table.nodeCount)],
    ['a right child at another place', element(table.nodeLinks, 3, linkOf(0) + 1)],
    ['a leaf for a root', element(table.nodeLinks, 3, leafLink(0, 16))],
    ['a node beyond its parent', element(table.nodeBoxes, 3, 0)],
    ['a triangle beyond its leaf', element(table.nodeBoxes, 8 * leaf + 3, table.nodeBoxes[8 * leaf])],
  ])('with %s', (_, change) => {
    expect(refusalOf(change).code, `seed ${seed}`).toBe('blob-corrupt')
  })

  it('with a tree that is too deep for a stack', () => {
    expect(refusal(() => openColliderBlob(chain(65))).message).toContain('a tree of 64 levels')
    expect(openColliderBlob(chain(64)).nodeCount).toBe(127)
  })

  it('or opened, but never anything else, with any byte changed', () => {
    for (let at = 0; at < blob.byteLength; at++) {
      const copy = blob.slice(0)
      new Uint8Array(copy)[at] ^= 0x81
      try {
        openColliderBlob(copy)
      } catch (error) {
        expect(error).toBeInstanceOf(TerraneError)
      }
    }
  })
})

/** One triangle many times, in a tree of which every left child is a leaf. */
function chain(levels: number): ArrayBuffer {
  const triangles = levels
  const one = openColliderBlob(bytesOf([meshShape([1, 1], [0, 0, 0, 1, 0, 0, 0, 0, 1])]))
  const words: number[] = []
  const push = (link: number) => words.push(...one.nodeLinks.subarray(0, 3), link)
  for (let level = 0; level < levels - 1; level++) {
    push(2 * level + 2)
    push(leafLink(level, 1))
  }
  push(leafLink(triangles - 1, 1))
  return writeUnchecked(one, words, triangles)
}

function writeUnchecked(one: ReturnType<typeof openColliderBlob>, nodes: readonly number[], triangles: number) {
  const sizes = [64, 4 * nodes.length, 0, 8, 8, 24, 8 * Math.ceil((6 * triangles) / 8), 8 * Math.ceil(triangles / 8)]
  const bytes = sizes.reduce((sum, size) => sum + size)
  const buffer = new ArrayBuffer(bytes)
  const header = new Uint32Array(one.positions.buffer, 0, 16)
  new Uint32Array(buffer).set(header)
  new Uint32Array(buffer).set([bytes, 3, triangles, 1, 0, nodes.length / 4], 2)
  new Uint32Array(buffer, 64).set(nodes)
  const positionsAt = 64 + 4 * nodes.length + 16
  new Uint16Array(buffer, positionsAt).set(one.positions)
  for (let i = 0; i < triangles; i++) new Uint16Array(buffer, positionsAt + 24).set(one.indices, 3 * i)
  return buffer
}
