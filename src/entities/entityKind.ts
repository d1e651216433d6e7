import { MORE, type PayloadFeature } from '../payloads/kind'
import { payload } from '../payloads/payload'
import { adoptEntities } from './adoptEntities'
import type { EntitySection } from './entitySection'
import { entitiesOf } from './entityWorld'
import { countNeeded, reserve, whyNoRoom } from './room'
import { enterSection, leaveSection } from './spawn'
import { despawnOwned } from './tracking'

/** Entities as a payload kind: room is found when they are adopted, they come in the tick of SectionLoaded and go after SectionUnloading. */
export const entityKind: PayloadFeature = /* @__PURE__ */ payload<'entities', EntitySection>('entities', {
  decode: 'terrane:entities',
  measure: ({ byteLength }) => ({ cpuBytes: byteLength, gpuBytes: 0 }),
  adopt(context, table) {
    const entities = entitiesOf(context.world)
    const why = whyNoRoom(entities, context.row, table.count)
    if (why) {
      context.waits(why)
      return MORE
    }
    const section = adoptEntities(entities, context, table)
    reserve(entities, section, countNeeded(entities, section.row, section.count))
    return section
  },
  enter: ({ world }, section) => enterSection(entitiesOf(world), section),
  leave({ world }, section) {
    const entities = entitiesOf(world)
    if (world.terrane.disposed) despawnOwned(entities, section.row)
    else leaveSection(entities, section)
  },
  release({ world }, section) {
    if (section) reserve(entitiesOf(world), section, 0)
  },
})
