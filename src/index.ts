/** Terrane: open-world streaming on bitECS. The public surface; docs/architecture.md is its map. */
export { TerraneError, type ErrorCode, type Problem } from './errors'
export { composeWorld, disposeWorld, step, type Feature, type WorldSpec } from './world'
export type { Engine, PositionStore, Scorer, System, TerraneWorld } from './engine'
export { streaming, type StreamingOptions } from './streaming'
export { openWorld, type BakedWorld, type OpenedWorld, type WorldPointer } from './openWorld'
export { placeScene, pointInScene, pointInWorld, type Placement } from './placeScene'
export { openManifest, type OpenedManifest, type OpenManifestOptions } from './openManifest'
export type { ManifestFault } from './manifest/faults'
export { tiled, tiledSettings } from './tiles/tiledScene'
export type { TiledScene, TileRules } from './tiles/tileRules'
export { Gate } from './components/gates'
export { budgets, type BudgetOptions } from './budgets/budgets'
export { setBudget } from './budgets/setBudget'
export { signalMemoryPressure } from './budgets/memoryPressure'
export type { BudgetSettings } from './components/budgets'
export { probeDevice, suggestBudget, type Device, type SuggestedBudget } from './memory/device'
export type { Budgets } from './memory/ledger'
export { views } from './cut/views'
export { setProfile, setScorer, type BackendFactory } from './engineFeature'
export { defaultSettings, profiles, type Profile, type ProfileName, type Settings } from './components/profile'
export { State, stateNames } from './components/state'
export { Reason, reasonNames } from './components/liveSection'
export type { Positioned, View } from './components/focus'
export {
  createFocus,
  moveFocus,
  removeFocus,
  scaleFocus,
  setFocusVelocity,
  type FocusId,
  type FocusOptions,
} from './focuses'
export { authoredFocus, type AuthoredFocus } from './authoredFocus'
export { input } from './input'
export {
  closeBarrier,
  listBarriers,
  openBarrier,
  ready,
  type Barrier,
  type BarrierOptions,
  type BarrierOutcome,
  type BarrierReport,
  type Lacking,
} from './readiness/barrier'
export type { BarrierPart } from './readiness/parts'
export { prefetch } from './prefetch/prefetch'
export type { PrefetchSettings } from './components/prefetch'
export { setFocusPath, type FocusPathOptions } from './focusPath'
export { layerMode, setLayer } from './layers'
export type { LayerMode } from './components/layers'
export { metadataColumn, metadataOf, type SectionMetadata } from './metadata'
export type { MetadataFields, MetadataType } from './blobs/metadataColumns'
export { rowOf, sectionId, type SectionId } from './sectionId'
export { pin, pinCount, unpin, type PinOptions } from './pins'
export { clearCooldowns, listCooldowns, type CooldownEntry } from './cooldowns'
export { refreshSection } from './refreshSection'
export { unloadAll } from './unloadAll'
export { boost } from './scoring/boost'
export { defaultScore, scoreWeights } from './scoring/defaultScore'
export { createEventCursor, EventKind, eventNames, readEvents, readFrame, type EventCursor } from './eventReaders'
export { explain, explainAt, sectionsAt } from './explain/explain'
export { explainBudget } from './explain/explainBudget'
export { explainQueue } from './explain/explainQueue'
export { listLongFrames, type LongFrameReport, type LongWork } from './explain/listLongFrames'
export { createSwapLog, updateSwapLog, type Swap, type SwapLog } from './lateness/swapLog'
export { Stage, stageNames } from './components/stageTimes'
export type { LateStage } from './lateness/delays'
export { measureWaits, type Wait, type Waits } from './lateness/measureWaits'
export { describeStages, listLate, type LateOptions, type LateSection, type SectionStages } from './lateness/listLate'
export { describeSection, forEachLive, listQueue, type QueueEntry, type SectionStatus } from './inspection'
export { type VisualState } from './live/visual'
export { createFigures, measureFigures } from './telemetry/measureFigures'
export type { StreamingFigures } from './telemetry/figures'
export { auditTick, createAudit, type Audit } from './telemetry/audit'
export { timelineHash } from './telemetry/telemetry'
export {
  component,
  type ComponentSchema,
  type Fields,
  type RefTarget,
  type Store,
  type Values,
} from './schema/component'
export { entityRef, f32, f64, hardRef, i16, i32, i8, text, u16, u32, u8 } from './schema/fields'
export type { ColumnOf, EntityRef, FieldType } from './schema/fields'
export {
  Figure,
  Lens,
  LensType,
  Light,
  LightType,
  Mover,
  MoverPolicy,
  Parent,
  Transform,
  Trigger,
} from './schema/builtIn'
export { formatStableId, parseStableId, type StableId } from './schema/stableId'
export { entities, type EntitiesOptions } from './entitiesFeature'
export { storeOf } from './entities/stores'
export { ownerOf, refById, refOf, resolve, stableIdOf } from './entities/references'
export { placeFigures } from './entities/figurePlacement'
export { browserStore } from './state/browserStore'
export { openSave, type SaveReport } from './state/openSave'
export { createPersistent, type PersistentOptions } from './state/persistent'
export type { SaveStore } from './state/saveStore'
export { saveWorld } from './state/saveWorld'
export { setMover, type MoverPolicyName } from './state/setMover'
export { colliders, type CollidersOptions } from './ground/colliders'
export { heightAt, raycast } from './ground/raycast'
export { createRayHit, hitId, RayOutcome, type RayHit } from './ground/rayHit'
export type { ColliderBox, ColliderMesh, ColliderShape } from './payloads/colliderMesh'
export { openSectionBlob, sectionContent, sectionGuid, sectionName, type SectionTable } from './blobs/sectionBlob'
export { nullPresenter, type Presenter, type Row } from './presenter'
export { createMeter, defaultMeterLimits, type Bytes, type MeterLimits, type WorkMeter } from './memory/meter'
export type { Backend, BackendSite, Completions, Ticket } from './backends/backend'
export { Outcome, pushCompletion, pushProgress } from './backends/backend'
export { createSimulatedBackend, type SimulatedBackendOptions } from './backends/simulatedBackend'
export {
  MORE,
  type AdoptContext,
  type AdoptParts,
  type DecodedKinds,
  type DecodeFunction,
  type PayloadFeature,
  type PayloadKind,
} from './payloads/kind'
export { payload } from './payloads/payload'
export { createAssetBackend, type AssetBackendOptions } from './backends/assetBackend'
export { httpSource } from './sources/httpSource'
export { memorySource } from './sources/memorySource'
export { browserPool } from './workers/browserPool'
export type { Job, WorkerPool } from './workers/pool'
export type {
  Attribute,
  Draw,
  DrawPayload,
  Material,
  MeshPayload,
  Primitive,
  Sampler,
  TexturePayload,
} from './payloads/draw'
export type { ReadOptions, Source } from './sources/source'
export { createOctree, insertBox, removeBox, visitPassing, visitWithin, type Octree } from './spatial/octree'
