import { fail } from '../errors'
import type { SectionTable } from './sectionBlob'

const next = 'Bake the world again; if it was edited by hand, run terrane validate.'

/**
 * What `openSectionBlob` checks beyond the byte layout: tree structure, requires, radii, finiteness, the octree. One tight pass
 * a column that only adds up whether something is wrong; the row is looked for once something is. No allocation.
 */
export function checkStructure(table: SectionTable): void {
  checkFinite('bounds', table.bounds, 6)
  if (table.rangeBox) checkFinite('rangeBox', table.rangeBox, 6)
  checkFinite('focusPoint', table.focusPoint, 4)
  checkRadii(table)
  checkParents(table)
  checkChildren(table)
  checkAttachments(table)
  checkRequires(table)
  checkStarts('nameStart', table.nameStart, table.strings.length)
  checkStarts('contentStart', table.contentStart, table.strings.length)
  checkOctree(table)
}

/** Columns that were left out are no part of the blob's buffer, and hold what is always right. */
function isStated(table: SectionTable, column: ArrayBufferView): boolean {
  return column.buffer === table.bounds.buffer
}

/** The same bytes as signed integers: V8 keeps those in registers, where unsigned ones become floats. */
function bitsOf(column: Uint32Array | Float32Array): Int32Array {
  return new Int32Array(column.buffer, column.byteOffset, column.length)
}

/** A sum of finite numbers is finite (or overflows: then each is looked at); four sums keep the additions from waiting for one another. */
function checkFinite(name: string, values: Float64Array, stride: number): void {
  const whole = values.length & ~3
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < whole; i += 4) {
    a += values[i]
    b += values[i + 1]
    c += values[i + 2]
    d += values[i + 3]
  }
  for (let i = whole; i < values.length; i++) a += values[i]
  if (Number.isFinite(a + b + c + d)) return
  const at = values.findIndex((value) => !Number.isFinite(value))
  if (at < 0) return
  fail('blob-corrupt', `${name} ${values[at]} in row ${Math.floor(at / stride)}`, 'a finite number', next)
}

function checkRadii(table: SectionTable): void {
  const enter = bitsOf(table.enterRadius)
  const exit = bitsOf(table.exitRadius)
  const refine = bitsOf(table.refineDistance)
  const coarsen = bitsOf(table.coarsenDistance)
  const good =
    areRadii(enter) &&
    (!isStated(table, refine) || areRadii(refine)) &&
    (!isStated(table, coarsen) ||
      (areRadii(coarsen) && coarsen.every((bits, row) => bits === 0 || bits > refine[row]))) &&
    (!isStated(table, exit) || (areRadii(exit) && exit.every((bits, row) => bits === 0 || bits > enter[row])))
  if (good) return
  for (let row = 0; row < table.count; row++) checkRowRadii(table, row)
}

/** The bits of floats ≥ 0 are ordered like the floats; negative ones, infinities and NaN set the sign bit here. */
function areRadii(bits: Int32Array): boolean {
  const whole = bits.length & ~3
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < whole; i += 4) {
    a |= bits[i] | (bits[i] + 0x0080_0000)
    b |= bits[i + 1] | (bits[i + 1] + 0x0080_0000)
    c |= bits[i + 2] | (bits[i + 2] + 0x0080_0000)
    d |= bits[i + 3] | (bits[i + 3] + 0x0080_0000)
  }
  for (let i = whole; i < bits.length; i++) a |= bits[i] | (bits[i] + 0x0080_0000)
  return (a | b | c | d) >= 0
}

function checkRowRadii(table: SectionTable, row: number): void {
  const enter = table.enterRadius[row]
  const exit = table.exitRadius[row]
  const refine = table.refineDistance[row]
  const coarsen = table.coarsenDistance[row]
  const apart = (exit === 0 || exit > enter) && (coarsen === 0 || coarsen > refine)
  if (enter >= 0 && refine >= 0 && apart && enter + exit + refine + coarsen < Infinity) return
  fail(
    'blob-corrupt',
    `row ${row} with enter ${enter}, exit ${exit}, refine ${refine}${coarsen ? `, coarsen ${coarsen}` : ''}`,
    'finite radii ≥ 0 with exit > enter and coarsen > refine',
    next,
  )
}

/** Roots have no parent; others have one before them (or none: placeless), and lie in its run of children. */
function checkParents(table: SectionTable): void {
  const { parent, firstChild, childCount, count, rootCount } = table
  if (!isStated(table, parent)) return
  if (!isAll(parent.subarray(0, rootCount), -1)) {
    const row = parent.findIndex((up) => up !== -1)
    fail('blob-corrupt', `root row ${row} with parent ${parent[row]}`, 'none for a root', next)
  }
  for (let row = rootCount; row < count; row++) {
    const up = parent[row]
    if (up === -1) continue
    if (up < -1 || up >= row) fail('blob-corrupt', `row ${row} with parent ${up}`, 'an earlier row', next)
    if (row < firstChild[up] || row >= firstChild[up] + childCount[up])
      fail('blob-corrupt', `row ${row} outside the children of its parent ${up}`, 'siblings in one run', next)
  }
}

/** Every parent's run of children lies after it; all runs together hold as many rows as have a parent. */
function checkChildren(table: SectionTable): void {
  const { parent, firstChild, childCount, count, rootCount } = table
  if (!isStated(table, childCount) && !isStated(table, parent)) return
  let claimed = 0
  for (let row = 0; row < count; row++) {
    const children = childCount[row]
    if (children === 0) continue
    claimed += children
    if (firstChild[row] <= row || firstChild[row] + children > count)
      fail(
        'blob-corrupt',
        `row ${row} with children ${firstChild[row]}+${children}`,
        `rows after it, below ${count}`,
        next,
      )
  }
  let children = 0
  for (let row = rootCount; row < count; row++) if (parent[row] >= 0) children++
  if (claimed !== children)
    fail('blob-corrupt', `${claimed} children claimed by parents`, `${children}, as rows have`, next)
}

function checkAttachments(table: SectionTable): void {
  const { attachedTo, count } = table
  if (!isStated(table, attachedTo)) return
  for (let row = 0; row < count; row++) {
    const to = attachedTo[row]
    if (to === -1) continue
    if (to < -1 || to >= count || to === row) fail('blob-corrupt', `row ${row} attached to ${to}`, 'another row', next)
  }
}

function checkRequires(table: SectionTable): void {
  const { requireStart, requires, stage, count } = table
  if (!isStated(table, requireStart)) return
  checkStarts('requireStart', requireStart, requires.length)
  for (let row = 0; row < count; row++) {
    for (let i = requireStart[row]; i < requireStart[row + 1]; i++) {
      const other = requires[i]
      if (other < count && stage[other] < stage[row]) continue
      fail(
        'blob-corrupt',
        `row ${row} (stage ${stage[row]}) requires row ${other} (stage ${stage[other]})`,
        'a row of a lower stage',
        next,
      )
    }
  }
}

/** Does the whole column hold one value? */
function isAll(column: Int32Array, value: number): boolean {
  const whole = column.length & ~3
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let i = 0; i < whole; i += 4) {
    a |= column[i] ^ value
    b |= column[i + 1] ^ value
    c |= column[i + 2] ^ value
    d |= column[i + 3] ^ value
  }
  for (let i = whole; i < column.length; i++) a |= column[i] ^ value
  return (a | b | c | d) === 0
}

/** Starts rise and end inside what they index, which is below 2 GiB: as signed numbers a fall sets the sign bit. */
function checkStarts(name: string, starts: Uint32Array, end: number): void {
  const bits = bitsOf(starts)
  let falls = bits[0]
  let before = bits[0]
  const whole = bits.length & ~3
  for (let i = 0; i < whole; i += 4) {
    falls |= (bits[i] - before) | (bits[i + 1] - bits[i]) | (bits[i + 2] - bits[i + 1]) | (bits[i + 3] - bits[i + 2])
    before = bits[i + 3]
  }
  for (let i = whole; i < bits.length; i++) {
    falls |= bits[i] - before
    before = bits[i]
  }
  if (falls < 0) fail('blob-corrupt', `${name} that falls`, 'rising starts', next)
  if (before > end) fail('blob-corrupt', `${name} that ends at ${before}`, `at most ${end}`, next)
}

function checkOctree(table: SectionTable): void {
  const { nodeStart, nodeCount, nodeFirstChild, nodeChildCount, nodeCountTotal, rootCount } = table
  if (rootCount > 0 && (nodeCountTotal === 0 || nodeStart[0] !== 0 || nodeCount[0] !== rootCount))
    fail('blob-corrupt', 'an octree that does not hold every root', `${rootCount} roots under its first node`, next)
  for (let node = 0; node < nodeCountTotal; node++) {
    const children = nodeChildCount[node]
    if (nodeStart[node] + nodeCount[node] > rootCount)
      fail(
        'blob-corrupt',
        `octree node ${node} over rows ${nodeStart[node]}+${nodeCount[node]}`,
        `rows below ${rootCount}`,
        next,
      )
    if (children > 0 && (nodeFirstChild[node] <= node || nodeFirstChild[node] + children > nodeCountTotal))
      fail('blob-corrupt', `octree node ${node} with children ${nodeFirstChild[node]}+${children}`, 'later nodes', next)
  }
}
