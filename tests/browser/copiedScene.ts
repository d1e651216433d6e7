import { readFile, writeFile } from 'node:fs/promises'

interface GltfNode {
  readonly children?: readonly number[]
}

interface GltfJson {
  scene?: number
  readonly scenes: { nodes: number[] }[]
  readonly nodes: GltfNode[]
}

const headerBytes = 12
const chunkHeaderBytes = 8
const jsonChunk = 0x4e4f534a

/**
 * Writes a `.glb` that holds `side` × `side` copies of the scene of another, side by side on x and z. Copies are nodes of their own and share meshes, as a
 * modelling tool's linked duplicates do: the file grows by its node list alone.
 * @param apart Metres from one copy to the next, x and z.
 */
export async function writeCopies(
  from: string,
  to: string,
  side: number,
  apart: readonly [x: number, z: number],
): Promise<void> {
  const glb = await readFile(from)
  const jsonBytes = glb.readUInt32LE(headerBytes)
  const rest = headerBytes + chunkHeaderBytes + jsonBytes
  const json = JSON.parse(glb.subarray(headerBytes + chunkHeaderBytes, rest).toString()) as GltfJson
  const scene = json.scenes[json.scene ?? 0]
  const [roots, own] = [scene.nodes, json.nodes.splice(0)]
  scene.nodes = []
  for (let copy = 0; copy < side * side; copy++) {
    const shift = json.nodes.length
    for (const node of own)
      json.nodes.push({ ...node, ...(node.children && { children: node.children.map((i) => i + shift) }) })
    const place = [apart[0] * (copy % side), 0, apart[1] * Math.floor(copy / side)]
    scene.nodes.push(json.nodes.length)
    json.nodes.push({ name: `copy ${copy}`, translation: place, children: roots.map((i) => i + shift) } as GltfNode)
  }
  await writeFile(to, withJson(glb, json, rest))
}

function withJson(glb: Buffer, json: GltfJson, rest: number): Buffer {
  const text = Buffer.from(JSON.stringify(json))
  const padded = Buffer.concat([text, Buffer.alloc(-text.length & 3, ' ')])
  const head = Buffer.alloc(headerBytes + chunkHeaderBytes)
  glb.copy(head, 0, 0, 8)
  head.writeUInt32LE(head.length + padded.length + glb.length - rest, 8)
  head.writeUInt32LE(padded.length, headerBytes)
  head.writeUInt32LE(jsonChunk, headerBytes + 4)
  return Buffer.concat([head, padded, glb.subarray(rest)])
}
