import { fail } from '../errors'
import type { SectionTable } from './sectionBlob'

const next = 'Bake the world again; if it was edited by hand, run terrane validate.'

/**
 * What `openSectionBlob` checks beyond the byte layout: tree structure, requires, radii, finiteness, the octree.
 * One pass a column, no allocation; a bad row is looked for only once something is wrong.
 */
export function checkStructure(table: SectionTable): void {
  checkFinite('bounds', table.bounds, 6)
  if (table.rangeBox) checkFinite('rangeBox', table.rangeBox, 6)
  checkFinite('focusPoint', table.focusPoint, 4)
  checkRadii(table)
  checkTree(table)
  checkRequires(table)
  checkStrings(table)
  checkOctree(table)
}

/** x − x is 0 for finite x and NaN otherwise; four sums keep the additions from waiting for one another. */
function checkFinite(name: string, values: Float64Array, stride: number): void {
  let a = 0
  let b = 0
  for (let i = 0; i + 1 < values.length; i += 2) {
    a += values[i] - values[i]
    b += values[i + 1] - values[i + 1]
  }
  if (a + b === 0) return
  const at = values.findIndex((value) => !Number.isFinite(value))
  fail('blob-corrupt', `${name} ${values[at]} in row ${Math.floor(at / stride)}`, 'a finite number', next)
}

function checkRadii(table: SectionTable): void {
  const { enterRadius, exitRadius, refineDistance, count } = table
  for (let row = 0; row < count; row++) {
    const enter = enterRadius[row]
    const exit = exitRadius[row]
    if (
      enter >= 0 &&
      enter < Infinity &&
      exit >= 0 &&
      exit < Infinity &&
      refineDistance[row] >= 0 &&
      (exit === 0 || exit > enter)
    )
      continue
    fail(
      'blob-corrupt',
      `row ${row} with enter ${enter}, exit ${exit}, refine ${refineDistance[row]}`,
      'finite radii ≥ 0 with exit > enter',
      next,
    )
  }
}

function checkTree(table: SectionTable): void {
  const { parent, firstChild, childCount, attachedTo, count, rootCount } = table
  let claimed = 0
  for (let row = 0; row < count; row++) {
    const up = parent[row]
    if (row < rootCount ? up !== -1 : up >= row || up < -1)
      fail('blob-corrupt', `row ${row} with parent ${up}`, row < rootCount ? 'none for a root' : 'an earlier row', next)
    if (up >= 0 && (row < firstChild[up] || row >= firstChild[up] + childCount[up]))
      fail('blob-corrupt', `row ${row} outside the children of its parent ${up}`, 'siblings in one run', next)
    if (childCount[row] > 0 && (firstChild[row] <= row || firstChild[row] + childCount[row] > count))
      fail(
        'blob-corrupt',
        `row ${row} with children ${firstChild[row]}+${childCount[row]}`,
        `rows after it, below ${count}`,
        next,
      )
    claimed += childCount[row]
    if (attachedTo[row] >= count || attachedTo[row] === row)
      fail('blob-corrupt', `row ${row} attached to ${attachedTo[row]}`, 'another row', next)
  }
  let children = 0
  for (let row = rootCount; row < count; row++) if (parent[row] >= 0) children++
  if (claimed !== children)
    fail('blob-corrupt', `${claimed} children claimed by parents`, `${children}, as rows have`, next)
}

function checkRequires(table: SectionTable): void {
  const { requireStart, requires, stage, count } = table
  if (requireStart[0] !== 0 || requireStart[count] !== requires.length)
    fail('blob-corrupt', `requires ${requireStart[0]}…${requireStart[count]}`, `0…${requires.length}`, next)
  for (let row = 0; row < count; row++) {
    if (requireStart[row + 1] < requireStart[row])
      fail('blob-corrupt', `requireStart falls at row ${row}`, 'rising starts', next)
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

function checkStrings(table: SectionTable): void {
  checkStarts('nameStart', table.nameStart, table.strings.length)
  checkStarts('contentStart', table.contentStart, table.strings.length)
}

function checkStarts(name: string, starts: Uint32Array, end: number): void {
  for (let i = 1; i < starts.length; i++)
    if (starts[i] < starts[i - 1]) fail('blob-corrupt', `${name} falls at row ${i}`, 'rising starts', next)
  if (starts[starts.length - 1] > end)
    fail('blob-corrupt', `${name} ends at ${starts[starts.length - 1]}`, `at most ${end}`, next)
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
