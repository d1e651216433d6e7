import { expect, test } from 'vitest'
import { Outcome, pushCompletion, pushProgress, type Backend } from '../src/backends/backend'
import { setBudget } from '../src/budgets/setBudget'
import { Stage } from '../src/components/stageTimes'
import { createEventCursor, eventNames, readEvents } from '../src/eventReaders'
import { createFocus, removeFocus } from '../src/focuses'
import { describeSection } from '../src/inspection'
import { refreshSection } from '../src/refreshSection'
import { sectionId } from '../src/sectionId'
import { gridRecords, makeWorld, runTicks } from './worlds'

/** A grid of four loaded sections, and a far end that says how each refresh ends, when told to. */
function makeLoaded(settings: { watchdogSeconds?: number; arrivalSeconds?: number } = {}) {
  const world = makeWorld(gridRecords(2), { settings: { graceSeconds: 0, ...settings } })
  const { terrane } = world
  const focus = createFocus(world, { position: [16, 0, 16] })
  runTicks(world, 60)
  const asked: { ticket: number; row: number }[] = []
  const arrived: { ticket: number; row: number }[] = []
  const answers: [ticket: number, row: number, outcome: Outcome, message: string][] = []
  const backend: Backend = terrane.backend
  const poll = backend.poll
  backend.refresh = (ticket, row) => void asked.push({ ticket, row })
  backend.poll = (now, out) => {
    poll(now, out)
    for (const { ticket, row } of arrived.splice(0)) pushProgress(out, ticket, row, Stage.Arrived)
    for (const answer of answers.splice(0)) pushCompletion(out, ...answer)
  }
  const arrive = () => void arrived.push(asked[0])
  const answer = (outcome: Outcome, message = '') => {
    const { ticket, row } = asked.shift()!
    answers.push([ticket, row, outcome, message])
  }
  const cursor = createEventCursor(world)
  const told = () => {
    const names: string[] = []
    readEvents(world, cursor, (kind, section) => names.push(`${eventNames[kind]} ${section % 2 ** 32}`))
    return names
  }
  const section = (row: number) => sectionId(terrane, row)
  return { world, terrane, focus, asked, arrive, answer, told, section }
}

test('a new version takes the old one’s place, which stands meanwhile and is counted with it', () => {
  const { world, terrane, asked, answer, told, section } = makeLoaded()
  refreshSection(world, section(1))
  runTicks(world, 2)
  expect(asked.map(({ row }) => row)).toEqual([1])
  expect(describeSection(world, section(1))).toMatchObject({ state: 'Loaded', shown: true })
  expect(terrane.ledger).toMatchObject({ residentBytes: 5000, paidBytes: 5000 })
  answer(Outcome.Loaded)
  runTicks(world, 1)
  expect(told()).toEqual(['SectionRefreshed 1'])
  expect(terrane.ledger).toMatchObject({ residentBytes: 4000, paidBytes: 4000 })
  expect([...terrane.loader.busy]).toEqual([0, 0, 0, 0])
})

test('a failure leaves the old version, with the error in words', () => {
  const { world, answer, told, section } = makeLoaded()
  refreshSection(world, section(2))
  runTicks(world, 1)
  answer(Outcome.Failed, 'the mesh is torn')
  runTicks(world, 1)
  expect(told()).toEqual(['SectionRefreshFailed 2'])
  expect(describeSection(world, section(2))).toMatchObject({ state: 'Loaded', lastError: 'the mesh is torn' })
})

test('one at a time: asked again meanwhile, there is one more after it', () => {
  const { world, asked, answer, told, section } = makeLoaded()
  for (let i = 0; i < 3; i++) refreshSection(world, section(0))
  runTicks(world, 3)
  refreshSection(world, section(0))
  refreshSection(world, section(0))
  runTicks(world, 3)
  expect(asked.length).toBe(1)
  answer(Outcome.Loaded)
  runTicks(world, 2)
  expect(asked.length).toBe(1)
  answer(Outcome.Loaded)
  runTicks(world, 5)
  expect(asked.length).toBe(0)
  expect(told()).toEqual(['SectionRefreshed 0', 'SectionRefreshed 0'])
})

test('lanes bound it as they bound loads, and the budget has to carry both versions', () => {
  const { world, asked, section } = makeLoaded()
  for (let row = 0; row < 4; row++) refreshSection(world, section(row))
  runTicks(world, 5)
  expect(asked.length).toBe(2)
  const tight = makeLoaded()
  setBudget(tight.world, 4500)
  refreshSection(tight.world, tight.section(0))
  runTicks(tight.world, 5)
  expect(tight.asked.length).toBe(0)
  setBudget(tight.world, 5000)
  runTicks(tight.world, 1)
  expect(tight.asked.length).toBe(1)
})

test('a section that leaves meanwhile frees slot and bytes when the backend has answered, and nobody is told', () => {
  const { world, terrane, focus, answer, told, section } = makeLoaded()
  refreshSection(world, section(3))
  runTicks(world, 1)
  removeFocus(world, focus)
  runTicks(world, 60 * 15)
  expect(terrane.live.count).toBe(0)
  told()
  answer(Outcome.Gone)
  runTicks(world, 1)
  expect(told()).toEqual([])
  expect(terrane.ledger).toMatchObject({ residentBytes: 0, paidBytes: 0 })
  expect([...terrane.loader.busy]).toEqual([0, 0, 0, 0])
})

test('a silent backend is given up on; what it says late takes nothing away', () => {
  const { world, terrane, answer, told, section } = makeLoaded({ watchdogSeconds: 1 })
  refreshSection(world, section(1))
  runTicks(world, 100)
  expect(told()).toEqual(['SectionRefreshFailed 1'])
  expect(describeSection(world, section(1))!.lastError).toBe('no answer for 1 s')
  expect([...terrane.loader.busy]).toEqual([0, 0, 0, 0])
  answer(Outcome.Loaded)
  runTicks(world, 1)
  expect(told()).toEqual(['SectionRefreshed 1'])
  expect(describeSection(world, section(1))).toMatchObject({ state: 'Loaded', shown: true, lastError: '' })
  expect(terrane.ledger.residentBytes).toBe(4000)
})

test('what is not loaded needs none', () => {
  const { world, terrane, focus, asked, section } = makeLoaded()
  removeFocus(world, focus)
  runTicks(world, 60 * 15)
  refreshSection(world, section(1))
  runTicks(world, 2)
  expect(asked).toEqual([])
  expect(terrane.refreshes!.waiting.size).toBe(0)
})

test('T-12: time on the network does not count for the watchdog, where the backend tells of it; that has a bound of its own', () => {
  const settings = { watchdogSeconds: 1, arrivalSeconds: 5 }
  const { world, terrane, asked, arrive, told, section } = makeLoaded(settings)
  Object.assign(terrane.backend, { tellsArrival: true })
  refreshSection(world, section(1))
  runTicks(world, 4 * 60)
  arrive()
  runTicks(world, 50)
  expect(told()).toEqual([])
  runTicks(world, 60)
  expect(told()).toEqual(['SectionRefreshFailed 1'])
  expect(describeSection(world, section(1))!.lastError).toBe('no answer for 1 s')
  asked.length = 0
  refreshSection(world, section(2))
  runTicks(world, 6 * 60)
  expect(told()).toEqual(['SectionRefreshFailed 2'])
  expect(describeSection(world, section(2))!.lastError).toBe('its bytes did not arrive in 5 s')
})
