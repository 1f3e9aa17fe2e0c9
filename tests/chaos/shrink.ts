/** The fewest of a list's items that still fail, by taking out ever smaller parts (Zeller and Hildebrandt's ddmin, 2002, simplified). */
export function shrink<Item>(items: readonly Item[], fails: (items: readonly Item[]) => boolean): Item[] {
  let left = [...items];
  for (let size = Math.ceil(left.length / 2); size >= 1;) {
    let isSmaller = false;
    for (let from = 0; from < left.length; from += size) {
      const without = [...left.slice(0, from), ...left.slice(from + size)];
      if (!fails(without)) continue;
      left = without;
      isSmaller = true;
      from -= size;
    }
    if (size === 1 && !isSmaller) break;
    if (!isSmaller || size > 1) size = Math.max(1, Math.floor(size / 2));
  }
  return left;
}
