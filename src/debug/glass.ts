/**
 * What overlay and badge share: dark glass, system type, figures that stand still. A page where a processor draws sets
 * `--terrane-glass: none`, as a blurred background costs it half of every frame.
 */
export const glassStyle = `
:host { all: initial; }
* { box-sizing: border-box; }
.glass {
  font: 500 12px/1.35 ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Inter, Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums;
  letter-spacing: 0.005em;
  color: #e9eef5;
  background: rgb(11 15 21 / 0.83);
  border: 1px solid rgb(255 255 255 / 0.09);
  box-shadow: 0 10px 34px rgb(0 0 0 / 0.28);
  -webkit-backdrop-filter: var(--terrane-glass, blur(14px) saturate(1.25));
  backdrop-filter: var(--terrane-glass, blur(14px) saturate(1.25));
  -webkit-font-smoothing: antialiased;
}
`
