/** What a part of a building is (spec T-1). The finer, the nearer it is needed. */
export const semanticTiers = ['ExteriorShell', 'StructuralInterior', 'RoomContents', 'FineProps'] as const
export type SemanticTier = (typeof semanticTiers)[number]

/** Share of the world's enter radius from which each tier is wanted, where nothing else is said. */
export const tierShares: Readonly<Record<SemanticTier, number>> = {
  ExteriorShell: 1,
  StructuralInterior: 0.5,
  RoomContents: 0.25,
  FineProps: 0.125,
}

/** A tier's name as a word of a node's name: `House.ExteriorShell`, `fineprops_kitchen`, `RoomContents-2`. */
const tierWord = new RegExp(`(?:^|[-_. /])(${semanticTiers.join('|')})(?=$|[-_. /\\d])`, 'i')

/** The tier that a node's name gives, or null. */
export function tierByName(name: string): SemanticTier | null {
  const word = tierWord.exec(name)?.[1].toLowerCase()
  return semanticTiers.find((tier) => tier.toLowerCase() === word) ?? null
}

/** Only the shell of a building is seen from outside; a node's own word (`terrane_interior`) comes first. */
export function isInterior({ tier, interior }: { readonly tier?: SemanticTier; readonly interior?: boolean }): boolean {
  return interior ?? (tier !== undefined && tier !== 'ExteriorShell')
}
