/** Beside the overlay's own sheet. */
export const previewStyle = `
.preview-tools { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; margin: 4px 0 8px; }
.preview-tools label { display: flex; align-items: center; gap: 6px; white-space: nowrap; }
.preview-tools input { width: 58px; padding: 3px 6px; border: 0; border-radius: 6px; background: rgb(255 255 255 / 0.09); color: inherit; font: inherit; }
.preview-tools .bar { flex: 1; min-width: 40px; margin: 0; }
.preview-status { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.preview-status.fault { color: #ff8f8a; white-space: normal; user-select: text; }
.preview { display: grid; grid-template-columns: minmax(150px, 0.7fr) 336px minmax(306px, 1fr) minmax(306px, 1fr); gap: 18px; }
.preview .map { margin: 0; }
.preview .map canvas { border-radius: 8px; background: rgb(255 255 255 / 0.03); }
.preview-figures { display: grid; grid-template-columns: minmax(110px, 1fr) repeat(3, max-content); gap: 0 10px; align-content: start; line-height: 20px; white-space: nowrap; }
.preview-figures span { text-align: right; }
.preview-figures .name, .preview-heads .name { text-align: left; color: rgb(233 238 245 / 0.66); font-weight: 450; overflow: hidden; text-overflow: ellipsis; }
.preview-heads { display: grid; gap: 8px; white-space: nowrap; line-height: 16px; }
.preview-figures span:nth-child(-n + 4), .preview-heads { font-size: 11px; }
.preview h3 { margin: 0 0 2px; font: inherit; font-weight: 600; line-height: 20px; }
.preview-heads span:not(.name) { text-align: right; color: rgb(233 238 245 / 0.66); font-weight: 450; }
@container (max-width: 1160px) { .preview { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
@container (max-width: 600px) { .preview { grid-template-columns: minmax(0, 1fr); } }
`
