import { writeFile } from 'node:fs/promises'
import { bakeWorld } from '../../src/bake'
import { Document, NodeIO } from '@gltf-transform/core'

/** Bakes a few hundred boxes into the folder given: run in a process of its own. */
const document = new Document()
const buffer = document.createBuffer()
const scene = document.createScene()
const positions = document.createAccessor().setType('VEC3').setBuffer(buffer)
positions.setArray(new Float32Array([0, 0, 0, 10, 0, 0, 0, 10, 0, 10, 10, 4]))
const indices = document
  .createAccessor()
  .setType('SCALAR')
  .setBuffer(buffer)
  .setArray(new Uint16Array([0, 1, 2, 1, 3, 2]))
const mesh = document
  .createMesh()
  .addPrimitive(document.createPrimitive().setAttribute('POSITION', positions).setIndices(indices))
for (let i = 0; i < 400; i++)
  scene.addChild(
    document
      .createNode(`box ${i}`)
      .setMesh(mesh)
      .setTranslation([(i % 20) * 70, 0, Math.floor(i / 20) * 70]),
  )
const [out] = process.argv.slice(2)
const file = `${out}-${process.pid}.glb`
await writeFile(file, await new NodeIO().writeBinary(document))
await bakeWorld(file, { out })
