/** The './debug' entry: what a game lays over its picture to see streaming at work. Browser only, no styles to load. */
export { createBadge, type Badge } from './badge'
export { formatBytes, formatCount } from './format'
export { createFrameTimes, measureFrames, recordFrame, type FrameFigures, type FrameTimes } from './frameTimes'
export { createOverlay, type DrawingFigures, type Overlay, type OverlayReading } from './overlay'
export { createSectionGizmos, updateSectionGizmos, type SectionGizmos } from './sectionGizmos'
export { stateColors } from './stateColors'
