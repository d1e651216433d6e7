import { afterEach, expect, test } from 'vitest'
import { setBudget } from '../../src/budgets/setBudget'
import { State } from '../../src/components/state'
import { createFocus } from '../../src/focuses'
import { describeSection } from '../../src/inspection'
import type { OpenedWorld } from '../../src/openWorld'
import { sectionId } from '../../src/sectionId'
import { httpSource } from '../../src/sources/httpSource'
import { streaming } from '../../src/streaming'
import { entities } from '../../src/entitiesFeature'
import { inlinePool } from '../../src/workers/inlinePool'
import { composeWorld, disposeWorld, step } from '../../src/world'
import { openBadServer, serveBytes, type Answer, type BadServer } from '../sources/badServer'
import { bakeTown, components, Door, openTown, townThings } from '../state/town'

/** Failures of other engines at the far end, with the real backend over a real server. See docs/requirements.md. */
const servers: BadServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const cells = 4
const baked = bakeTown({ things: townThings(cells), enterRadius: 1000 })

/** The town behind a server that answers every payload as it is told. */
async function serveTown(answer: (bytes: Uint8Array) => Answer): Promise<BadServer> {
  const answers: Record<string, Answer> = {}
  for (let i = 0; i < cells; i++)
    answers[`entities/${i}`] = answer(new Uint8Array(await baked.source.read(`entities/${i}`)))
  const server = await openBadServer(answers)
  servers.push(server)
  return server
}

function openOver(source: OpenedWorld['source']) {
  const sections = { ...baked, source }
  const world = composeWorld({
    features: [
      streaming({ sections, pool: inlinePool(), settings: { cooldownSeconds: [0.2, 0.2, 1] } }),
      entities(components),
    ],
  })
  createFocus(world, { position: [100, 0, 25] })
  const until = async (done: () => boolean) => {
    for (let i = 0; i < 2000 && !done(); i++) {
      await new Promise((resume) => setTimeout(resume, 2))
      step(world, 1 / 60)
    }
    expect(done()).toBe(true)
  }
  return { world, until }
}

test('peers: an expired token costs a cooldown: with a new one everything recovers by itself', async () => {
  let token = 'old'
  const server = await serveTown((bytes) => (request, response, time) => {
    if (request.headers.authorization === 'new') serveBytes(bytes)(request, response, time)
    else response.writeHead(401).end()
  })
  const { world, until } = openOver(httpSource(server.url, { headers: () => ({ authorization: token }) }))
  const { byState, table } = world.terrane
  await until(() => byState[State.Error] === cells)
  expect(describeSection(world, sectionId(world.terrane, 0)).lastError).toMatch(/401/)
  token = 'new'
  await until(() => byState[State.Loaded] === cells)
  for (let row = 0; row < table.count; row++)
    expect(describeSection(world, sectionId(world.terrane, row))).toMatchObject({ lastError: '', failures: 0 })
})

test('peers: a world that is changed for another leaves no request of the old one running, and takes no answer of it', async () => {
  const stalled = await serveTown(() => (_request, response) => void response.writeHead(200).write('half'))
  const old = openOver(httpSource(stalled.url))
  await old.until(() => stalled.load.now === cells)
  disposeWorld(old.world)
  await Promise.all([...stalled.asked.keys()].map((path) => stalled.untilBrokenOff(path)))
  const good = await serveTown(serveBytes)
  const next = openOver(httpSource(good.url))
  await next.until(() => next.world.terrane.byState[State.Loaded] === cells)
  expect([stalled.load.now, ...stalled.asked.values()]).toEqual([0, 1, 1, 1, 1])
})

test('peers: eviction cannot lose edits: what memory has no room for comes back as it was left', async () => {
  const game = openTown(bakeTown({ things: townThings(6) }))
  await game.goTo(25)
  const door = game.live('door 0')
  expect(door).toBeGreaterThan(0)
  game.store(Door).angle[door] = 1.25
  setBudget(game.world, 1)
  await game.until('evicted', () => game.live('door 0') === 0)
  setBudget(game.world, Infinity)
  await game.until('back', () => game.live('door 0') !== 0)
  expect(game.store(Door).angle[game.live('door 0')]).toBe(1.25)
})
