import { NodeIO, type Node as GltfNode } from '@gltf-transform/core'
import { ALL_EXTENSIONS, type InstancedMesh } from '@gltf-transform/extensions'
import { MeshoptDecoder } from 'meshoptimizer/decoder'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openSectionBlob, sectionContent, sectionName, type SectionTable } from '../../src/blobs/sectionBlob'
import type { WorldPointer } from '../../src/openWorld'

/** Triangles in world metres, nine numbers each, read by glTF-Transform: none of our code takes part. */
export interface Triangles {
  readonly corners: number[]
  /** Index of the material, one a triangle, by name. */
  readonly materials: string[]
}

export interface ReadSection extends Triangles {
  readonly row: number
  readonly name: string
  readonly draws: number
}

/** A folder that is gone when the test is. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'terrane-bake-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export async function createIo(): Promise<NodeIO> {
  await MeshoptDecoder.ready
  return new NodeIO().registerExtensions(ALL_EXTENSIONS).registerDependencies({ 'meshopt.decoder': MeshoptDecoder })
}

/** Everything drawn of a glTF file. */
export async function readTriangles(
  path: string,
  skip: (name: string) => boolean = () => false,
): Promise<Triangles & { draws: number }> {
  const document = await (await createIo()).read(path)
  const out = { corners: [] as number[], materials: [] as string[], draws: 0 }
  const visit = (node: GltfNode, above: number[]) => {
    const world = multiply(above, node.getMatrix())
    if (!skip(node.getName())) addNode(out, node, world)
    for (const child of node.listChildren()) visit(child, world)
  }
  for (const node of document.getRoot().listScenes()[0].listChildren()) visit(node, identity)
  return out
}

const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]

function addNode(
  out: { corners: number[]; materials: string[]; draws: number },
  node: GltfNode,
  world: number[],
): void {
  for (const primitive of node.getMesh()?.listPrimitives() ?? []) {
    out.draws++
    const positions = primitive.getAttribute('POSITION')
    if (!positions) continue
    const count = primitive.getIndices()?.getCount() ?? positions.getCount()
    for (const matrix of placements(node, world)) {
      const mirrored = determinant(matrix) < 0
      for (let at = 0; at < count; at += 3) {
        for (const corner of mirrored ? [0, 2, 1] : [0, 1, 2]) {
          const vertex = primitive.getIndices()?.getScalar(at + corner) ?? at + corner
          out.corners.push(...transform(matrix, positions.getElement(vertex, [])))
        }
        out.materials.push(primitive.getMaterial()?.getName() ?? '')
      }
    }
  }
}

function placements(node: GltfNode, world: number[]): number[][] {
  const instances = node.getExtension<InstancedMesh>('EXT_mesh_gpu_instancing')
  if (!instances) return [world]
  const count = instances.listAttributes()[0].getCount()
  const read = (name: string, i: number, missing: number[]) =>
    instances.getAttribute(name)?.getElement(i, []) ?? missing
  return Array.from({ length: count }, (_, i) =>
    multiply(
      world,
      compose(read('TRANSLATION', i, [0, 0, 0]), read('ROTATION', i, [0, 0, 0, 1]), read('SCALE', i, [1, 1, 1])),
    ),
  )
}

/** By turning the three unit vectors: not the formula that the bake uses. */
function compose(t: number[], q: number[], s: number[]): number[] {
  const column = (axis: number) =>
    turn(
      q,
      [0, 1, 2].map((i) => (i === axis ? s[axis] : 0)),
    )
  return [...column(0), 0, ...column(1), 0, ...column(2), 0, ...t, 1]
}

function turn([x, y, z, w]: number[], v: number[]): number[] {
  const cross = (a: number[], b: number[]) => [
    a[1] * b[2] - a[2] * b[1],
    a[2] * b[0] - a[0] * b[2],
    a[0] * b[1] - a[1] * b[0],
  ]
  const t = cross([x, y, z], v).map((value) => 2 * value)
  const u = cross([x, y, z], t)
  return v.map((value, i) => value + w * t[i] + u[i])
}

function multiply(a: number[], b: number[]): number[] {
  return Array.from({ length: 16 }, (_, i) =>
    [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + (i % 4)] * b[4 * Math.floor(i / 4) + k], 0),
  )
}

const transform = (m: number[], p: number[]) =>
  [0, 1, 2].map((i) => m[i] * p[0] + m[4 + i] * p[1] + m[8 + i] * p[2] + m[12 + i])

const determinant = (m: number[]) =>
  m[0] * (m[5] * m[10] - m[6] * m[9]) - m[4] * (m[1] * m[10] - m[2] * m[9]) + m[8] * (m[1] * m[6] - m[2] * m[5])

export interface ReadWorld {
  readonly pointer: WorldPointer
  readonly table: SectionTable
  /** Mesh sections in row order. */
  readonly sections: ReadSection[]
}

export async function readWorld(folder: string): Promise<ReadWorld> {
  const pointer = JSON.parse(await readFile(join(folder, 'world.json'), 'utf8')) as WorldPointer
  const table = await readTable(folder)
  const sections: ReadSection[] = []
  for (let row = 0; row < table.count; row++) {
    if (table.info.kinds[table.kind[row]] !== 'mesh') continue
    const triangles = await readTriangles(join(folder, sectionContent(table, row)))
    sections.push({ row, name: sectionName(table, row), ...triangles })
  }
  return { pointer, table, sections }
}

export async function readTable(folder: string): Promise<SectionTable> {
  const pointer = JSON.parse(await readFile(join(folder, 'world.json'), 'utf8')) as WorldPointer
  return openSectionBlob(new Uint8Array(await readFile(join(folder, pointer.sections.path))).buffer)
}

export function areaOf(corners: readonly number[]): number {
  let area = 0
  for (let at = 0; at < corners.length; at += 9) area += triangleArea(corners, at)
  return area
}

export function triangleArea(c: readonly number[], at: number): number {
  const u = [0, 1, 2].map((i) => c[at + 3 + i] - c[at + i])
  const v = [0, 1, 2].map((i) => c[at + 6 + i] - c[at + i])
  return Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2
}

/** Min xyz, max xyz. */
export function boxOf(corners: readonly number[]): number[] {
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]
  corners.forEach((value, i) => {
    box[i % 3] = Math.min(box[i % 3], value)
    box[3 + (i % 3)] = Math.max(box[3 + (i % 3)], value)
  })
  return box
}
