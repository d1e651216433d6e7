/** A new element under `parent`. */
export function addElement<Name extends keyof HTMLElementTagNameMap>(
  parent: Node,
  name: Name,
  className = '',
  text = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  if (className) element.className = className
  if (text) element.textContent = text
  parent.appendChild(element)
  return element
}

/** Writes a text only where it changed: unchanged ones cost no layout. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

/**
 * A host under `parent` with styles of its own: neither does the page's style reach in, nor ours out. Constructed sheets pass a
 * content-security policy without 'unsafe-inline'.
 */
export function addShadowHost(parent: Node, name: string, style: string): { host: HTMLElement; root: ShadowRoot } {
  const host = addElement(parent, 'div')
  host.dataset.terrane = name
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  root.adoptedStyleSheets = [sheet]
  return { host, root }
}
