import { type Permission, sortPermissions } from '#contract/permissions.ts'
import { diffPermissions, type PermissionDiff, togglePermissions } from '../permission-matrix.ts'

/** The unsaved changes of one role. They hold on top of whatever others make of the role meanwhile. */
export interface Stage extends PermissionDiff {
  /** For when the role is gone. */
  name: string
  /** What the role gave when the person last saw it whole: what others changed since is told by it. */
  seen: readonly Permission[]
}

/** By the id of the role, which a new name does not change. */
export type Stages = ReadonlyMap<string, Stage>

export interface SavedRole {
  id: string
  name: string
  /** What it gives according to the server. */
  saved: readonly Permission[]
}

/** What the role would give with the changes saved. Changes that others have made too are no changes any more. */
export function applyStage(saved: readonly Permission[], stage: Stage | undefined): readonly Permission[] {
  if (!stage) return saved
  const removed = new Set(stage.removed)
  return sortPermissions([...saved, ...stage.added].filter((name) => !removed.has(name)))
}

/** Grants the targets to the role, or takes them when it has them all. A role without a change left has no stage. */
export function toggleStaged(stages: Stages, role: SavedRole, targets: readonly Permission[]): Stages {
  return stageDraft(stages, role, togglePermissions(applyStage(role.saved, stages.get(role.id)), targets))
}

export function addStaged(stages: Stages, role: SavedRole, names: readonly Permission[]): Stages {
  return stageDraft(stages, role, [...applyStage(role.saved, stages.get(role.id)), ...names])
}

function stageDraft(stages: Stages, { id, name, saved }: SavedRole, draft: readonly Permission[]): Stages {
  const next = new Map(stages)
  const diff = diffPermissions(saved, draft)
  if (countOf(diff) === 0) next.delete(id)
  else next.set(id, { ...diff, name, seen: stages.get(id)?.seen ?? saved })
  return next
}

/** What others have changed since the person last saw the role whole. */
export function changedByOthers(saved: readonly Permission[], stage: Stage): PermissionDiff {
  return diffPermissions(stage.seen, saved)
}

/** The person has taken note of what others changed. */
export function acknowledge(stages: Stages, { id, saved }: SavedRole): Stages {
  const stage = stages.get(id)
  return stage ? new Map(stages).set(id, { ...stage, seen: saved }) : stages
}

export function dropStages(stages: Stages, ids: Iterable<string>): Stages {
  const next = new Map(stages)
  for (const id of ids) next.delete(id)
  return next
}

export const countOf = ({ added, removed }: PermissionDiff) => added.length + removed.length
