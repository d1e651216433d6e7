import { sectionGuid, sectionName } from '../blobs/sectionBlob'
import type { Overlay } from '../debug'
import { rowOf, sectionId, type SectionId } from '../index'
import type { TerraneWorld } from '../engine'
import { readAddress, writeAddress, writeMoment, writeShown, type Address } from './place'
import { goToMoment, jumpTo, switchBudget, type Session } from './session'
import { riddenSerial } from './scrub/replayed'
import { isThere, secondsOf } from './scrub/scrub'

/** The address follows the camera when it has stood this long, milliseconds. */
const settleMs = 600

/** What the server says that counts where the address is silent: `terrane serve` writes its flags there. */
export function servedAddress(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="terrane-address"]')?.content ?? ''
}

/** The address says where the visitor stands and what the overlay shows, so that it can be passed on; another address goes there. */
export function followAddress(session: Session, overlay: Overlay): void {
  const { world } = session
  let written = location.hash
  let before = ''
  let asked = readAddress(location.hash, servedAddress()).budgetBytes
  setInterval(() => {
    const shown = {
      overlay: overlay.isOpen,
      panels: overlay.openPanels(),
      select: overlay.selected === null ? null : addressOf(world, overlay.selected),
      choice: overlay.choice,
    }
    const now = writeShown(writeHere(session), shown)
    if (now === before && now !== written && !session.follow) history.replaceState(null, '', (written = now))
    before = now
  }, settleMs)
  window.addEventListener('hashchange', () => {
    const address = readAddress(location.hash, servedAddress())
    if (address.at) jumpTo(session, address.at)
    if (session.replayed === null && address.budgetBytes !== asked) switchBudget(session, (asked = address.budgetBytes))
    if (session.replayed) goToMoment(session.replayed, address)
    showAsAddressed(overlay, world, address)
  })
}

/** Where the camera stands, and when: in a recording that plays the moment is another one each time, so that nothing is written. */
function writeHere({ flight, replayed }: Session): string {
  const { position, yaw, pitch } = flight
  const hash = writeAddress(location.hash, position, yaw, pitch)
  if (!replayed) return hash
  const { scrub } = replayed
  return isThere(scrub) ? writeMoment(hash, secondsOf(scrub, scrub.target), riddenSerial(replayed)) : location.hash
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
