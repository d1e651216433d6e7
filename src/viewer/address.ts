import { sectionGuid, sectionName } from '../blobs/sectionBlob'
import type { Overlay } from '../debug'
import { rowOf, sectionId, type SectionId } from '../index'
import type { TerraneWorld } from '../engine'
import { readAddress, writeAddress, writeShown, type Address } from './place'
import { jumpTo, type Session } from './session'

/** The address follows the camera when it has stood this long, milliseconds. */
const settleMs = 600

/** The address says where the visitor stands and what the overlay shows, so that it can be passed on; another address goes there. */
export function followAddress(session: Session, overlay: Overlay): void {
  const { world } = session
  let written = location.hash
  let before = ''
  setInterval(() => {
    const { position, yaw, pitch } = session.flight
    const shown = {
      overlay: overlay.isOpen,
      panels: overlay.openPanels(),
      select: overlay.selected === null ? null : addressOf(world, overlay.selected),
      choice: overlay.choice,
    }
    const now = writeShown(writeAddress(location.hash, position, yaw, pitch), shown)
    if (now === before && now !== written && !session.follow) history.replaceState(null, '', (written = now))
    before = now
  }, settleMs)
  window.addEventListener('hashchange', () => {
    const address = readAddress(location.hash)
    if (address.at) jumpTo(session, address.at)
    showAsAddressed(overlay, world, address)
  })
}

/** Makes the overlay show what an address says. */
export function showAsAddressed(overlay: Overlay, world: TerraneWorld, address: Address): void {
  overlay.setOpen(address.overlay)
  Object.assign(overlay.choice, address.choice)
  if (address.panels) {
    for (const id of overlay.openPanels()) if (!address.panels.includes(id)) overlay.setPanel(id, false)
    for (const id of address.panels) overlay.setPanel(id, true)
  }
  overlay.select(address.select === null ? null : findSection(world, address.select))
}

/** Its name where that is the only one, its GUID otherwise. */
function addressOf(world: TerraneWorld, section: SectionId): string {
  const { terrane } = world
  const row = rowOf(terrane, section)
  const name = sectionName(terrane.table, row)
  return name !== '' && findSection(world, name) === section ? name : sectionGuid(terrane.table, row)
}

function findSection({ terrane }: TerraneWorld, name: string): SectionId | null {
  const { table } = terrane
  for (let row = 0; row < table.count; row++)
    if (sectionName(table, row) === name || sectionGuid(table, row) === name) return sectionId(terrane, row)
  return null
}
