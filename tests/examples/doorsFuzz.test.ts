import { afterAll, beforeAll, expect, test } from 'vitest'
import { disposeWorld, openSave, removeFocus, saveWorld, unpin } from '../../src/index'
import { createRandom, type Random } from '../worlds'
import { gameActs, hostActs } from './doorsFuzz/acts'
import { bakeStates, type Bake } from './doorsFuzz/bakes'
import {
  expectCopies,
  followReferences,
  isWhole,
  look,
  noteWhatTheGameDid,
  readSaved,
  takeCensus,
} from './doorsFuzz/looks'
import { copyModel, listGone, rebase, type Remembered } from './doorsFuzz/model'
import { beginSession, expectNothingBroken, runFrame, whenOf, type Session } from './doorsFuzz/session'

/** TERRANE_SEEDS=100 for a long run, TERRANE_SEED=n to begin at (or repeat) a seed, TERRANE_LOADS for fewer loads a seed. */
const seedCount = Number(process.env.TERRANE_SEEDS ?? 1)
const firstSeed = Number(process.env.TERRANE_SEED ?? 1)
const loadsPerSeed = Number(process.env.TERRANE_LOADS ?? 10_000)
/** States of the town, baked once for all seeds. */
const states = 4

let bakes: Bake[] = []
beforeAll(async () => void (bakes = await bakeStates(7, states)), 600_000)

async function act(session: Session): Promise<void> {
  const { random } = session
  for (let i = random.pick([0, 1, 1, 2, 3]); i > 0; i--) random.pick(hostActs)(session)
  for (let i = random.pick([0, 0, 1, 3]); i > 0; i--) random.pick(gameActs)(session)
  noteWhatTheGameDid(session)
  if (random.chance(0.004)) session.saves.push(remember(session))
  if (session.saves.length > 0 && random.chance(0.004)) await openRemembered(session, random.pick(session.saves))
}

async function frame(session: Session): Promise<void> {
  await runFrame(session)
  expectNothingBroken(session)
  look(session)
  expectCopies(session)
}

function remember({ world, model, alive }: Session): Remembered {
  const saved = readSaved(world)
  const whole = new Set([...model.keys()].filter((id) => isWhole(saved.get(id))))
  return { bytes: saveWorld(world), model: copyModel(model, alive, whole), whole }
}

/** The world is what it was, whatever has happened since, and whatever the artist did meanwhile. */
async function openRemembered(session: Session, remembered: Remembered): Promise<void> {
  const report = await whileAnswering(session, openSave(session.world, remembered.bytes)).catch((error: Error) => {
    expect(error.message, whenOf(session)).toMatch(/no answer|blob-truncated/)
    return null
  })
  if (!report) return
  session.model = rebase(remembered, session.bake, (name) => session.rows.has(name))
  const missing = report.unplaced.filter(({ why }) => why.includes('no such entity')).map(({ id }) => id)
  expect(missing.sort(), whenOf(session)).toEqual(listGone(remembered, session.bake).sort())
  session.alive = new Map()
  look(session)
  takeCensus(session)
}

/** The far end goes on answering; the world stands still. */
async function whileAnswering<Value>({ source }: Session, promise: Promise<Value>): Promise<Value> {
  let isOpen = true
  const close = () => void (isOpen = false)
  promise.then(close, close)
  for (; isOpen; source.frame()) await new Promise((done) => setImmediate(done))
  return promise
}

/** Lives through one world; answers what a player would keep of it. */
async function live(session: Session, frames: number, kept: Remembered | null): Promise<Remembered> {
  for (let i = session.random.pick([0, 1, 20]); kept && i > 0; i--) await frame(session).then(() => act(session))
  if (kept) await openRemembered(session, kept)
  for (let i = 0; i < frames; i++) {
    await act(session)
    await frame(session)
    if (i % 20 === 0) takeCensus(session)
    if (i % 5 === 0) followReferences(session)
  }
  const last = remember(session)
  await end(session)
  return last
}

/** Without focuses all that sections own goes, and nothing of it is lost; the disposed world leaves nothing at all. */
async function end(session: Session): Promise<void> {
  const { world, focuses, pins, watch, random } = session
  if (random.chance(0.5)) {
    for (const id of focuses.splice(0)) removeFocus(world, id)
    for (const section of pins.splice(0)) unpin(world, section)
    for (let i = 0; i < 120; i++) await frame(session)
    takeCensus(session)
  }
  expect(world.terrane.entities!.handles.count).toBeGreaterThan(0)
  const { entities } = world.terrane
  disposeWorld(world)
  expect(
    entities!.handles.eid.some((eid) => eid !== 0),
    session.name,
  ).toBe(false)
  const { adopts, releases, enters, leaves } = watch.counts
  expect([watch.open(), releases, leaves, watch.broken], session.name).toEqual([0, adopts, enters, []])
}

async function runSeed(seed: number): Promise<number> {
  const random: Random = createRandom(seed)
  let loads = 0
  let kept: Remembered | null = null
  for (let world = 0; loads < loadsPerSeed; world++) {
    const session = beginSession(random, random.pick(bakes), `seed ${seed}, world ${world}`)
    const { telemetry } = session.world.terrane
    kept = await live(session, random.whole(50, 500), kept)
    for (const name of Object.keys(told) as (keyof typeof told)[]) told[name] += telemetry[name]
    loads += telemetry.loads
  }
  return loads
}

const told = { loads: 0, unloads: 0, cancels: 0, failures: 0, reloads: 0 }

afterAll(() => console.log(`${seedCount} seeds: ${JSON.stringify(told)}`))

for (let seed = firstSeed; seed < firstSeed + seedCount; seed++)
  test(`nothing is lost, doubled or mistaken for another (seed ${seed})`, { timeout: 1_200_000 }, async () => {
    expect(await runSeed(seed)).toBeGreaterThanOrEqual(loadsPerSeed)
  })
