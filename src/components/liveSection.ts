import { boxStride } from '../math/box'

/**
 * Why a section is in the desired set, the strongest reason first; the queues and `explain` show it.
 * A queued unload keeps the reason that ended: it is the last one that held the section.
 */
export enum Reason {
  None = 0,
  /** In range of a focus and admitted: the picture that distance wants. */
  Target = 1,
  /** A coarser picture while more than four finer ones are missing, or one fails. */
  StandIn = 2,
  /** Its coarser picture fails, so finer ones stay. */
  Kept = 3,
  Pinned = 4,
  /** Another section that is wanted or resident requires it. */
  Required = 5,
  /** Still on screen. */
  Shown = 6,
  /** No longer shown, but its picture is still on its way out. */
  Fading = 7,
  /** Nothing wants it: a ghost ahead of a focus does (P-17). */
  Prefetched = 8,
  /** A sharper texture of one that is wanted, near enough to be seen. */
  Upgrade = 9,
}
export const reasonNames = [
  'none',
  'in range',
  'stand-in',
  'kept',
  'pinned',
  'required',
  'shown',
  'fading',
  'prefetched',
  'sharper texture',
] as const

/** What the plan had too little of for a step. */
export enum Refusal {
  None = 0,
  Memory = 1,
  Geometry = 2,
  Texture = 3,
}

/**
 * Live sections: one dense row of every column for each section that matters now, indexed 0 … capacity − 1 by a "live
 * index" `s`. It is not the bitECS id: a game that already has 300,000 entities does not force rows of that many, and the hot
 * loops run over what is near. Row `s` belongs to table row `row[s]`; its entity, once it is wanted, is `eid[s]`.
 */
export function createLiveSections(capacity: number) {
  const bytes = () => new Uint8Array(capacity)
  const links = () => new Int32Array(capacity).fill(-1)
  const ticks = () => new Int32Array(capacity)
  const floats = () => new Float64Array(capacity)
  return {
    capacity,
    /** Live rows in use, and the order that visits parents before children and what is required before who requires it. */
    count: 0,
    order: new Int32Array(capacity),
    /** Stack of unused indices. */
    free: Int32Array.from({ length: capacity }, (_, i) => capacity - 1 - i),
    freeCount: capacity,

    // What it is: copied from the table at spawn, so that the hot loop never touches the blob.
    /** Table row, −1 where unused. */
    row: links(),
    /** bitECS entity, 0 while only watched. */
    eid: new Uint32Array(capacity),
    /** Range box, metres. */
    box: new Float64Array(capacity * boxStride),
    /** Squared enter and exit radius in metres²; −1 for what is never in range by itself. */
    enterSquared: floats(),
    exitSquared: floats(),
    /** The one of the two that decides now: exit while in range and for the grace after that, enter otherwise. */
    limitSquared: floats(),
    /** Squared refine distances in metres²; −1 for leaves. */
    refineInSquared: floats(),
    refineOutSquared: floats(),
    /** The same of a shared texture that has a sharper version; −1 of all else. */
    upgradeInSquared: floats(),
    upgradeOutSquared: floats(),
    /** Decoded CPU + GPU bytes. */
    bytes: floats(),
    /** The same of a texture, 0 of all else. */
    textureBytes: floats(),
    /** −8 … 8. */
    priority: new Int8Array(capacity),
    lane: bytes(),
    /** 1: no content, always refined. */
    structural: bytes(),
    /** 1: a tree of one node: nothing refines it and it refines nothing, so its place follows from its own columns alone. */
    simple: bytes(),
    /** Bit of its payload kind, for focuses that want some kinds only. */
    kindBit: new Uint32Array(capacity),
    /** 1: `requires` is not empty. */
    requiring: bytes(),
    rank: new Uint32Array(capacity),

    // Where it stands: links are live indices, −1 for none.
    parent: links(),
    firstChild: links(),
    nextSibling: links(),
    root: links(),
    depth: bytes(),
    /** 1: a root attached to another section. */
    attached: bytes(),
    /** Live sections that require this one. */
    holders: ticks(),

    // The cut and the plan.
    /** Smallest squared distance over the focuses ÷ radiusScale², and ÷ detailScale², metres²; from the points ahead where that matters. */
    rangeSquared: floats(),
    detailSquared: floats(),
    /** The focus that is nearest, by index. */
    bestFocus: new Int32Array(capacity),
    inRange: bytes(),
    /** 1: the cut wants the children instead. */
    cutRefined: bytes(),
    /** 1: every ancestor is refined and the root in range. */
    reached: bytes(),
    /** Of a root: the plan admits it. */
    admitted: bytes(),
    /** What the plan made of `cutRefined`. */
    refined: bytes(),
    /** Of `Refusal`: the plan refuses a step of it (root, refinement or pin) for want of what. */
    refused: bytes(),
    /** 1: the root is admitted and every ancestor refined by the plan: its place is in the picture. */
    active: bytes(),
    /** 1: its coarser picture fails and the finer ones do not fit: the place is given up. */
    dropped: bytes(),
    /** 1: it failed twice or more, or something it requires did. */
    failing: bytes(),
    /** Targets below a refined section that are not Loaded; −1 marks that one is failing. */
    missingBelow: ticks(),

    // Wanted.
    desired: bytes(),
    /** Of `Reason`; the reason that desires it by itself, whatever requires it. */
    reason: bytes(),
    /** 1: desired for more than being shown; when it ends, grace begins. */
    wanting: bytes(),
    /** Requirers that are desired or occupied. */
    demand: ticks(),
    /** 1: counted in the demand of what it requires; 2: in what that is held by, being there as a prefetch. */
    demanding: bytes(),
    pins: new Uint32Array(capacity),
    /** Bits of `Prefetch`. */
    prefetch: bytes(),
    /** Prefetched sections that are there and require it: it stays, though nothing wants it. */
    held: ticks(),
    /** Lowest first; only meaningful while something is lacking. `nudge` puts required sections and stand-ins first among equals. */
    score: floats(),
    nudge: new Int8Array(capacity),

    /** Position in `pending`, −1 outside. */
    pendingAt: links(),
    /** Sections whose state is not what is wanted, in no order: the diff, the loader and the cooldown look at these alone. */
    pending: new Int32Array(capacity),
    pendingCount: 0,
    /** 1: in `touched`, simple sections whose reason has to be found again. */
    isTouched: bytes(),
    touched: new Int32Array(capacity),
    touchedCount: 0,

    // Running.
    state: bytes(),
    ticket: floats(),
    /** 1: its load was cancelled and the slot is held until the backend says so. */
    cancelled: bytes(),
    /** 1: loading, decoded and waiting for the game: it holds no slot of its lane. */
    parked: bytes(),
    /** Parts (meshes) of it that stand, of how many, and the tick at which the last one came; 0 of 0 where it is not adopted part by part. */
    partsDone: ticks(),
    partsTotal: ticks(),
    partsTick: ticks(),
    /** Loads that are adopted part by part and have begun to be, in no order. */
    inParts: new Int32Array(capacity),
    inPartsCount: 0,
    /** Causes that keep its bytes paid: itself occupied, paid children, paid requirers. */
    paid: ticks(),
    failures: new Uint16Array(capacity),
    cooldownUntil: ticks(),
    /** Tick at which the state last changed. */
    since: ticks(),
    /** Tick at which it stopped being desired for more than being shown. */
    lastWanted: ticks(),
    /** Last tick at which it was anything but idle and unwanted; entities linger after it. */
    lastActive: ticks(),
    /** Tick of the last completed unload; −1 for none within memory. */
    unloadedAt: ticks(),

    // Picture: written by HandOver alone.
    shown: bytes(),
    shownSince: ticks(),
    /** 1: the parts of it that stand are in the picture, as nothing else is there. Not a bit of `shown`. */
    partShown: bytes(),
    /** Tick until which its picture goes, after it was hidden; not 0: it is in `fading`. */
    fadingUntil: ticks(),
    fading: new Int32Array(capacity),
    fadingCount: 0,
    /** Of a root: last tick in range. */
    leftAt: ticks(),
    /** Of a root: something in the tree changed, HandOver looks at it; then it is in `dirtyRoots`. */
    dirty: bytes(),
    dirtyRoots: new Int32Array(capacity),
    dirtyCount: 0,
    /** Of a root: tick at which HandOver looks again because a dwell or grace runs out. */
    wakeAt: ticks(),
    /** Scratch of one traversal: equal to the current stamp when visited. */
    stamp: new Uint32Array(capacity),
    /** The last plan: bits of `Planned`, and the key of the section's refine step. */
    planned: new Uint16Array(capacity),
    stepKey: floats(),
  }
}

export type LiveSections = ReturnType<typeof createLiveSections>
