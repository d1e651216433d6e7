import { allocate, corrupt, integerBelow, type Allowance } from './corrupt'
import type { Attribute } from './draw'
import type { Glb } from './glb'
import { createBufferViews } from './gltfBuffers'
import type { GltfAccessor } from './gltfFile'

type ComponentArray = Float32Array | Int16Array | Uint16Array | Int8Array | Uint8Array | Uint32Array
type ComponentType = {
  new (buffer: ArrayBufferLike, offset: number, length: number): ComponentArray
  readonly BYTES_PER_ELEMENT: number
}

const componentTypes: Readonly<Record<number, ComponentType>> = {
  5120: Int8Array,
  5121: Uint8Array,
  5122: Int16Array,
  5123: Uint16Array,
  5125: Uint32Array,
  5126: Float32Array,
}
const fullScale: Readonly<Record<number, number>> = { 5120: 127, 5121: 255, 5122: 32767, 5123: 65535 }
const sizes: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 }

/** An accessor that has been checked against the bytes it reads. */
export interface Elements {
  readonly name: string
  readonly bytes: Uint8Array
  readonly offset: number
  readonly stride: number
  readonly count: number
  /** Components an element. */
  readonly size: number
  readonly componentType: number
  readonly normalized: boolean
}

/** Opens accessors by index; each is checked once. @throws TerraneError 'payload-corrupt' for what reads outside its view. */
export function createAccessors(glb: Glb, allowance: Allowance): (index: unknown, what: string) => Elements {
  const specs = Array.isArray(glb.json.accessors) ? glb.json.accessors : []
  const bufferView = createBufferViews(glb, allowance)
  const opened = new Map<number, Elements>()
  const open = (spec: GltfAccessor, name: string): Elements => {
    if (spec.sparse !== undefined) corrupt(`${name} that is sparse`, 'a dense one, as terrane bake writes')
    const size =
      sizes[String(spec.type)] ?? corrupt(`${name} of type ${JSON.stringify(spec.type)}`, 'SCALAR or VEC2 to VEC4')
    const componentType = Number(spec.componentType)
    const type = componentTypes[componentType] ?? corrupt(`${name} of component type ${componentType}`, '5120 to 5126')
    const elementBytes = size * type.BYTES_PER_ELEMENT
    const count = integerBelow(spec.count, 2 ** 31, `${name}: count`)
    const view =
      spec.bufferView === undefined ? zeros(count * elementBytes, name, allowance) : bufferView(spec.bufferView, name)
    const offset = integerBelow(spec.byteOffset ?? 0, view.bytes.byteLength + 1, `${name}: byteOffset`)
    const stride = view.stride || elementBytes
    if (stride < elementBytes || (count > 0 && offset + (count - 1) * stride + elementBytes > view.bytes.byteLength))
      corrupt(
        `${name}: ${count} elements of ${elementBytes} bytes every ${stride} from byte ${offset}`,
        `ones inside ${view.bytes.byteLength} bytes`,
      )
    return { name, bytes: view.bytes, offset, stride, count, size, componentType, normalized: spec.normalized === true }
  }
  return (index, what) => {
    const at = integerBelow(index, specs.length, `${what}: accessor`)
    const elements = opened.get(at) ?? open(specs[at] ?? {}, `accessor ${at}`)
    opened.set(at, elements)
    return elements
  }
}

function zeros(bytes: number, name: string, allowance: Allowance) {
  allocate(allowance, bytes, name)
  return { bytes: new Uint8Array(bytes), stride: 0 }
}

/** What normalized integers are divided by. */
export function fullScaleOf(elements: Elements): number {
  return fullScale[elements.componentType] ?? 1
}

/** A vertex attribute in a buffer of its own, each vertex padded to a multiple of 4 bytes as WebGL wants it. */
export function readAttribute(elements: Elements, allowance: Allowance): Attribute {
  if (elements.componentType === 5125) corrupt(`${elements.name} of 32-bit integers`, 'floats or smaller integers')
  const type = componentTypes[elements.componentType]
  const elementBytes = elements.size * type.BYTES_PER_ELEMENT
  const strideBytes = (elementBytes + 3) & ~3
  allocate(allowance, strideBytes * elements.count, elements.name)
  const target = new Uint8Array(strideBytes * elements.count)
  const { bytes, offset, stride, count } = elements
  if (stride === strideBytes) target.set(bytes.subarray(offset, Math.min(offset + count * stride, bytes.byteLength)))
  else
    for (let i = 0; i < count; i++)
      target.set(bytes.subarray(offset + i * stride, offset + i * stride + elementBytes), i * strideBytes)
  const array = new type(target.buffer, 0, target.byteLength / type.BYTES_PER_ELEMENT)
  return { array: array as Attribute['array'], size: elements.size, normalized: elements.normalized, strideBytes }
}

/** Every component as a 64-bit number, normalized ones as fractions; packed. */
export function readNumbers(elements: Elements, allowance: Allowance): Float64Array {
  const type = componentTypes[elements.componentType]
  allocate(allowance, elements.count * elements.size * 8, elements.name)
  const numbers = new Float64Array(elements.count * elements.size)
  const scale = fullScaleOf(elements)
  const element = new Uint8Array(elements.size * type.BYTES_PER_ELEMENT)
  const values = new type(element.buffer, 0, elements.size)
  for (let i = 0; i < elements.count; i++) {
    const from = elements.offset + i * elements.stride
    element.set(elements.bytes.subarray(from, from + element.byteLength))
    for (let k = 0; k < elements.size; k++)
      numbers[i * elements.size + k] = elements.normalized ? Math.max(-1, values[k] / scale) : values[k]
  }
  return numbers
}
