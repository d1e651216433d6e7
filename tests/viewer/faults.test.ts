import { describe, expect, it } from 'vitest'
import { validateSections } from '../../src/authoring/validation/tableFacts'
import { faultOf, type Fault } from '../../src/authoring/validation/faults'
import {
  countFaults,
  describeOverrides,
  indexNames,
  nextOrder,
  offendersOf,
  orderFaults,
} from '../../src/viewer/faults/faultList'
import {
  chosenFaults,
  createFaultsState,
  findFaults,
  lookAt,
  planFixes,
  sortFaultsBy,
  toggleFault,
  writePlan,
} from '../../src/viewer/faults/faultsState'
import { readTextFile, type TextFile } from '../../src/viewer/faults/textFile'
import { gridRecords, openRecords } from '../worlds'

const found = (code: Fault['code'], section: string, others: string[] = []) =>
  faultOf(section, 0, { code, message: `about ${section}`, fix: 'Mend it.', others })

describe('the list of faults', () => {
  const faults = [found('radius-small', 'b_10'), found('overlap', 'b_2', ['b_3']), found('overlap', 'a_1')]

  it('is sorted by any column, both ways, and keeps what is alike in its order', () => {
    const sections = (by: 'severity' | 'section', descending: boolean) =>
      orderFaults(faults, { by, descending }).map(({ section }) => section)
    expect(sections('section', false)).toEqual(['a_1', 'b_2', 'b_10'])
    expect(sections('section', true)).toEqual(['b_10', 'b_2', 'a_1'])
    expect(sections('severity', false)).toEqual(['b_2', 'a_1', 'b_10'])
    expect(sections('severity', true)).toEqual(['b_10', 'b_2', 'a_1'])
  })

  it('is turned round by a second click on the same head', () => {
    const once = nextOrder({ by: 'severity', descending: false }, 'code')
    expect(once).toEqual({ by: 'code', descending: false })
    expect(nextOrder(once, 'code')).toEqual({ by: 'code', descending: true })
    expect(nextOrder({ by: 'code', descending: true }, 'fix')).toEqual({ by: 'fix', descending: false })
  })

  it('is counted in words', () => {
    expect(countFaults(faults)).toBe('2 errors, 1 warning')
    expect(countFaults([])).toBe('no fault')
  })

  it('has as offenders all sections with a part in a fault, each once, that the world has', () => {
    const records = ['b_3', 'a_1', 'b_2'].map((name, i) => ({ ...gridRecords(2)[i], name }))
    const table = openRecords(records)
    const names = indexNames(table)
    const rows = ['a_1', 'b_2', 'b_3'].flatMap((name) => names.get(name) ?? [])
    expect(offendersOf(faults, names)).toEqual(rows.sort())
    expect(offendersOf([...faults, ...faults], names)).toHaveLength(3)
    expect(offendersOf([found('overlap', 'b_2')], names)).toEqual(names.get('b_2'))
    expect(offendersOf([found('overlap', 'elsewhere'), found('not-json', '')], names)).toEqual([])
  })

  it('says which settings an overrides file should have, one line a section', () => {
    const edited = (field: string, after: unknown) => ({ ...found('radius-small', 'cell_1'), edit: { field, after } })
    expect(describeOverrides([edited('enterRadius', 40), edited('exitRadius', undefined), edited('name', 'x')])).toBe(
      'nodes of cell_1: {"enterRadius":40,"exitRadius":null}',
    )
    expect(describeOverrides(faults)).toBe('')
  })
})

const quays = `{ "format": "terrane-authoring", "version": 1, // by hand
  "sections": [{ "name": "Quay", "content": "quay.glb", "enterRadius": 120, "exitRadius": 80 }] }`

/** A file on disk as the browser's handle sees it. */
function fakeHandle(bytes: string, refuses = '') {
  const disk = { bytes }
  const createWritable = () => {
    let pending = ''
    const write = (text: string) => void (pending = text)
    if (refuses) return Promise.reject(Object.assign(new Error('no'), { name: refuses }))
    return Promise.resolve({ write, close: () => void (disk.bytes = pending) })
  }
  const getFile = () => Promise.resolve(new File([disk.bytes], 'quays.json'))
  return { disk, handle: { getFile, createWritable } as unknown as FileSystemFileHandle }
}

async function planned(handle: FileSystemFileHandle) {
  const state = createFaultsState()
  lookAt(state, await readTextFile(await handle.getFile(), handle))
  await findFaults(state, openRecords(gridRecords(2)))
  await planFixes(state)
  return state
}

describe('the page of faults', () => {
  it('finds those of the world that is shown', async () => {
    const table = openRecords(gridRecords(4, 16, { enterRadius: 1 }))
    const state = createFaultsState()
    await findFaults(state, table)
    expect(state.faults.length).toBeGreaterThan(0)
    expect(new Set(state.faults)).toHaveLength(validateSections(table).length)
    expect(offendersOf(state.faults, state.names).length).toBeGreaterThan(0)
  })

  it('takes all faults where none is chosen, and forgets the choice with what it was of', async () => {
    const state = createFaultsState()
    await findFaults(state, openRecords(gridRecords(4, 16, { enterRadius: 1 })))
    expect(chosenFaults(state)).toEqual(state.faults)
    const [first, second] = state.faults
    for (const fault of [first, second, first]) toggleFault(state, fault)
    sortFaultsBy(state, { by: 'section', descending: true })
    expect(chosenFaults(state)).toEqual([second])
    lookAt(state, null)
    expect(state.chosen.size).toBe(0)
  })

  it('shows what it will change, and writes that and nothing else', async () => {
    const { disk, handle } = fakeHandle(`\ufeff${quays}`)
    const state = await planned(handle)
    expect(state.faults.map(({ code }) => code)).toEqual(['exit-below-enter'])
    expect(state.plan?.lines).toEqual(['"Quay": exitRadius 80 → left out [exit-below-enter]'])
    expect(disk.bytes).toBe(`\ufeff${quays}`)
    await writePlan(state)
    expect(disk.bytes).toBe(`\ufeff${quays.replace(', "exitRadius": 80', '')}`)
    await findFaults(state, openRecords(gridRecords(2)))
    expect(state.faults).toEqual([])
  })

  it('loses nothing where the file has changed meanwhile, or may not be written', async () => {
    const changed = fakeHandle(quays)
    const state = await planned(changed.handle)
    changed.disk.bytes = `${quays}\n`
    await expect(writePlan(state)).rejects.toThrow(/quays\.json.*changed.*Open it again/s)
    expect(changed.disk.bytes).toBe(`${quays}\n`)
    const refused = fakeHandle(quays, 'NotAllowedError')
    const other = await planned(refused.handle)
    await expect(writePlan(other)).rejects.toThrow(/quays\.json cannot be written \(NotAllowedError\)/)
    expect(refused.disk.bytes).toBe(quays)
  })

  it('lets what was asked for last win', async () => {
    const state = createFaultsState()
    const file: TextFile = { name: 'quays.json', text: quays, handle: null }
    const world = findFaults(state, openRecords(gridRecords(4, 16, { enterRadius: 1 })))
    lookAt(state, file)
    await Promise.all([world, findFaults(state, openRecords(gridRecords(2)))])
    expect(state.faults.map(({ code }) => code)).toEqual(['exit-below-enter'])
  })
})
