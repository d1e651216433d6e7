import type { TerraneWorld } from './engine'

/**
 * Takes a value from outside the world (a message of the network, a random number, a setting) so that a recording knows it: gives back `value`, and in a
 * replay that runs the same feature what was recorded instead. For what a system of a game reads beside Terrane's own inputs. JSON values only.
 */
export function input<Value>({ terrane }: TerraneWorld, name: string, value: Value): Value {
  return terrane.recorder === null ? value : (terrane.recorder.pass(name, value) as Value)
}
