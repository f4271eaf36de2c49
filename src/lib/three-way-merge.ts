/** What two people made of one list at once; an entry stands in exactly one of the five lists of changes, or in none. */
export interface ListMerge<T extends string> {
  /** Their list with what I alone changed: theirs in their order, then what I added in mine. */
  merged: readonly T[]
  theirAdded: readonly T[]
  theirRemoved: readonly T[]
  myAdded: readonly T[]
  myRemoved: readonly T[]
  /** Added by both, or removed by both. */
  both: readonly T[]
}

/**
 * Merges two changes of one list of different strings. It never conflicts: an entry is in the list or not, so where both
 * changed it they did the same to it.
 */
export function mergeLists<T extends string>(
  base: readonly T[],
  theirs: readonly T[],
  mine: readonly T[],
): ListMerge<T> {
  const wasThere = new Set(base)
  const isTheirs = new Set(theirs)
  const isMine = new Set(mine)
  const theirAdded: T[] = []
  const theirRemoved: T[] = []
  const myAdded: T[] = []
  const myRemoved: T[] = []
  const both: T[] = []
  for (const entry of new Set([...base, ...theirs, ...mine])) {
    const was = wasThere.has(entry)
    const theyChanged = isTheirs.has(entry) !== was
    const iChanged = isMine.has(entry) !== was
    if (theyChanged && iChanged) both.push(entry)
    else if (theyChanged) (was ? theirRemoved : theirAdded).push(entry)
    else if (iChanged) (was ? myRemoved : myAdded).push(entry)
  }
  const dropped = new Set(myRemoved)
  const merged = [...isTheirs].filter((entry) => !dropped.has(entry))
  return { merged: [...merged, ...myAdded], theirAdded, theirRemoved, myAdded, myRemoved, both }
}

/** Who changed a single value and what comes of it; nothing does where both differ, so that somebody has to choose. */
export type ValueMerge<T> =
  | { changedBy: 'nobody' | 'them' | 'me' | 'both alike'; merged: T }
  | { changedBy: 'both differently' }

/** Merges two changes of one value, such as a name. */
export function mergeValues<T>(
  base: T,
  theirs: T,
  mine: T,
  isSame: (one: T, other: T) => boolean = Object.is,
): ValueMerge<T> {
  const theyChanged = !isSame(base, theirs)
  const iChanged = !isSame(base, mine)
  if (!theyChanged) return { changedBy: iChanged ? 'me' : 'nobody', merged: mine }
  if (!iChanged) return { changedBy: 'them', merged: theirs }
  return isSame(theirs, mine) ? { changedBy: 'both alike', merged: theirs } : { changedBy: 'both differently' }
}
