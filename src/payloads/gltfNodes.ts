import { allocate, corrupt, integerBelow, numbersOr, type Allowance } from './corrupt'
import { readNumbers, type Elements } from './gltfAccessors'
import type { GltfJson, GltfNode } from './gltfFile'
import { composeMatrix, mirrors, multiplyMatrices, type Matrix64 } from './transform'

/** A mesh and where it stands: relative to the file's origin, all of one handedness. */
export interface Placement {
  readonly mesh: number
  readonly mirrored: boolean
  readonly matrices: Matrix64[]
}

export interface PlacedMeshes {
  /** Translation of the only root node; 0, 0, 0 where there are several. */
  readonly origin: [number, number, number]
  readonly placements: readonly Placement[]
}

const identity = /* @__PURE__ */ composeMatrix([0, 0, 0], [0, 0, 0, 1], [1, 1, 1])

/** Walks the scene in the file's order and multiplies transforms in 64-bit. What uses one mesh is gathered into one placement. */
export function placeMeshes(
  json: GltfJson,
  accessor: (index: unknown, what: string) => Elements,
  allowance: Allowance,
): PlacedMeshes {
  const nodes = Array.isArray(json.nodes) ? json.nodes : []
  const roots = rootNodes(json, nodes.length)
  const origin: [number, number, number] = [0, 0, 0]
  const gathered = new Map<string, Placement>()
  const seen = new Uint8Array(nodes.length)
  const stack: { node: number; above: Matrix64 }[] = roots.map((node) => ({ node, above: identity })).reverse()
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, above } = next
    if (seen[node]++) corrupt(`node ${node} reached twice`, 'a tree')
    const spec: GltfNode = nodes[node] ?? {}
    const own = nodeMatrix(spec, `node ${node}`)
    if (roots.length === 1 && node === roots[0]) for (let i = 0; i < 3; i++) origin[i] = takeOut(own, 12 + i)
    const world = multiplyMatrices(above, own)
    if (spec.mesh !== undefined)
      gather(gathered, spec, world, instanceMatrices(spec, `node ${node}`, accessor, allowance))
    const children = childrenOf(spec, nodes.length, `node ${node}`)
    for (let i = children.length - 1; i >= 0; i--) stack.push({ node: children[i], above: world })
  }
  return { origin, placements: [...gathered.values()] }
}

function takeOut(matrix: Matrix64, at: number): number {
  const value = matrix[at]
  matrix[at] = 0
  return value
}

/** Roots of the scene; without scenes, the nodes that are nobody's child. */
function rootNodes(json: GltfJson, count: number): number[] {
  const scenes = Array.isArray(json.scenes) ? json.scenes : []
  if (scenes.length > 0) {
    const scene = scenes[integerBelow(json.scene ?? 0, scenes.length, 'scene')]
    return childrenOf({ children: scene?.nodes }, count, 'scene')
  }
  const isChild = new Uint8Array(count)
  json.nodes?.forEach((node, i) => childrenOf(node ?? {}, count, `node ${i}`).forEach((child) => (isChild[child] = 1)))
  return [...isChild.keys()].filter((node) => !isChild[node])
}

function childrenOf(node: { readonly children?: unknown }, count: number, what: string): number[] {
  if (node.children === undefined) return []
  if (!Array.isArray(node.children)) corrupt(`${what} with children that are no list`, 'node numbers')
  return (node.children as unknown[]).map((child) => integerBelow(child, count, `${what}: child`))
}

function nodeMatrix(node: GltfNode, what: string): Matrix64 {
  if (node.matrix !== undefined) return Float64Array.from(numbersOr(node.matrix, [...identity], `${what}: matrix`))
  return composeMatrix(
    numbersOr(node.translation, [0, 0, 0], `${what}: translation`),
    numbersOr(node.rotation, [0, 0, 0, 1], `${what}: rotation`),
    numbersOr(node.scale, [1, 1, 1], `${what}: scale`),
  )
}

/** null without instancing. */
function instanceMatrices(
  node: GltfNode,
  what: string,
  accessor: (index: unknown, what: string) => Elements,
  allowance: Allowance,
): Matrix64[] | null {
  const attributes = node.extensions?.EXT_mesh_gpu_instancing?.attributes
  if (!attributes) return null
  const column = (name: string, size: number) => {
    if (attributes[name] === undefined) return null
    const elements = accessor(attributes[name], `${what}: ${name}`)
    if (elements.size !== size) corrupt(`${what}: ${name} of ${elements.size} components`, `${size}`)
    return { count: elements.count, values: readNumbers(elements, allowance) }
  }
  const columns = [column('TRANSLATION', 3), column('ROTATION', 4), column('SCALE', 3)]
  const counts = new Set(columns.filter((each) => each !== null).map((each) => each.count))
  if (counts.size !== 1)
    corrupt(`${what} with ${[...counts].join(' and ') || 'no'} instances`, 'attributes of one length')
  const [count] = counts
  allocate(allowance, count * 16 * 8, `${what} of ${count} instances`)
  const [t, r, s] = columns
  return Array.from({ length: count }, (_, i) =>
    composeMatrix(
      t ? t.values.subarray(3 * i, 3 * i + 3) : [0, 0, 0],
      r ? r.values.subarray(4 * i, 4 * i + 4) : [0, 0, 0, 1],
      s ? s.values.subarray(3 * i, 3 * i + 3) : [1, 1, 1],
    ),
  )
}

function gather(into: Map<string, Placement>, node: GltfNode, world: Matrix64, instances: Matrix64[] | null): void {
  for (const local of instances ?? [identity]) {
    const matrix = multiplyMatrices(world, local)
    const mirrored = mirrors(matrix)
    const key = `${JSON.stringify(node.mesh)}${mirrored ? ' mirrored' : ''}`
    const placement = into.get(key) ?? { mesh: node.mesh as number, mirrored, matrices: [] }
    placement.matrices.push(matrix)
    into.set(key, placement)
  }
}
