/** Where bytes come from: HTTP, a directory, memory. Shared freely between worlds. */
export interface Source {
  /** Human name for messages: a URL or a folder. */
  readonly name: string
  /**
   * Reads a file, or `length` bytes of it from `offset`. Paths are relative to the world's root, with forward slashes.
   * Aborting rejects with the signal's reason and frees the connection. Retries quickly inside one read, by cause
   * (a time-out or 5xx is retried, a 404 is not). Rejects with TerraneError 'network' or 'file'.
   */
  read(path: string, options?: ReadOptions): Promise<ArrayBuffer>
  dispose?(): void
}

export interface ReadOptions {
  readonly offset?: number
  readonly length?: number
  readonly signal?: AbortSignal
  /** Called when the first bytes come in, and again where an attempt begins anew; a source that cannot tell leaves it. */
  readonly onFirstByte?: () => void
  /** 'reload' goes round any cache: for `world.json`, which changes. */
  readonly cache?: 'default' | 'reload'
}
