import type { System } from './engine'
import { Cooldown } from './systems/cooldown'
import { DesiredSetBuild } from './systems/desiredSetBuild'
import { FocusUpdate } from './systems/focusUpdate'
import { HandOver } from './systems/handOver'
import { StateSync } from './systems/stateSync'
import { StreamingDiff } from './systems/streamingDiff'
import { StreamingLoader } from './systems/streamingLoader'

/** The engine's table of contents: what runs in a tick, in this order. A feature's systems go between these lines. */
export const pipeline: readonly System[] = [
  FocusUpdate, //      follow, given positions     → focus position, velocity
  DesiredSetBuild, //  table, focuses, pins        → live sections, cut, plan, desired set with scores and reasons
  StreamingDiff, //    desired set, states         → the two queues
  StreamingLoader, //  queues, bounds, budget      → started loads and unloads
  StateSync, //        the backend's completions   → states, events
  HandOver, //         plan, states                → shown
  Cooldown, //         failures, clocks            → ended cooldowns, forgotten sections
]
