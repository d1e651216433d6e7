/** The './debug' entry: what a game lays over its picture to see streaming at work (browser only, no styles to load), and its health report. */
export { createBadge, type Badge } from './badge'
export type { History } from './history'
export { createChoice, type Choice, type ColorBy } from './choice'
export { formatBytes, formatCount } from './format'
export { createFrameTimes, measureFrames, recordFrame, type FrameFigures, type FrameTimes } from './frameTimes'
export { createOverlay, type Overlay } from './overlay'
export type { DrawingFigures, OverlayHost, OverlayMoment } from './overlayHost'
export type { OverlayContext, Panel, PanelBody } from './panel'
export { sectionsInColumn, sectionsOnRay } from './pickSection'
export { createSectionGizmos, updateSectionGizmos, type GizmoMarks, type SectionGizmos } from './sectionGizmos'
export { stateColors } from './stateColors'
export { createHealthLog, updateHealthLog, type HealthLog, type SectionTrouble } from '../health/healthLog'
export { formatHealthReport } from '../health/healthMarkdown'
export {
  createHealthReport,
  type HealthCooldown,
  type HealthCounts,
  type HealthFailure,
  type HealthOptions,
  type HealthReport,
  type HealthWait,
} from '../health/healthReport'
export type { Verdict } from '../health/healthWords'
