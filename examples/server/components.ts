import { component, u32 } from 'terrane'

/** Counts who came by: changed by any player, seen by all, and still there when its section comes back. */
export const Beacon = component('Beacon', { visits: u32 }, { persist: ['visits'] })
