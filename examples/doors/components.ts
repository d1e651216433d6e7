import { component, entityRef, f32, u8 } from 'terrane'

/** `facing` is where it looks when it is closed, `angle` how far it stands open; radians. It stays as it is left. */
export const Door = component(
  'Door',
  { facing: f32, angle: f32, locked: u8, key: entityRef },
  { persist: ['angle', 'locked'] },
)

/** Lies about until somebody walks into it. `colour` is an index into the town's colours, and that of its door. */
export const Key = component('Key', { colour: u8 })

/** A key that was taken: the entity in its place is the game's own, and goes where the player goes. */
export const Pocket = component('Pocket', { key: entityRef, colour: u8 })

/** Follows the player, metres a second. */
export const Chaser = component('Chaser', { speed: f32 })

/** The player, who looks along −z at yaw 0; radians. */
export const Player = component('Player', { yaw: f32 })

/** A lamp that somebody put down. */
export const Lamp = component('Lamp', {})

export const components = [Door, Key, Pocket, Chaser, Player, Lamp]
