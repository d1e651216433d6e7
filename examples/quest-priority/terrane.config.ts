import { text } from 'terrane'
import { defineConfig } from 'terrane/bake'

/** Which quest a place belongs to: readable of every section, loaded or not. */
export default defineConfig({ metadata: { quest: text } })
