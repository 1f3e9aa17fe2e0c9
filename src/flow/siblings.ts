import type { Task } from "./task.ts";

/** Who has children: a task, or a world. They are linked, the newest first: no list of them is allocated, and one leaves in O(1). */
export interface Siblings {
  firstChild: Task<unknown> | undefined;
}

/** Puts a child before its siblings. */
export function adopt(parent: Siblings, child: Task<unknown>): void {
  const first = parent.firstChild;
  child.nextSibling = first;
  if (first) first.previousSibling = child;
  parent.firstChild = child;
}

/** Takes a child out from among its siblings. */
export function abandon(parent: Siblings, child: Task<unknown>): void {
  if (child.previousSibling) child.previousSibling.nextSibling = child.nextSibling;
  else parent.firstChild = child.nextSibling;
  if (child.nextSibling) child.nextSibling.previousSibling = child.previousSibling;
  child.previousSibling = child.nextSibling = undefined;
}
