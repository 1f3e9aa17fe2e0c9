/** What `deno info --json` says, as far as it is read here. */
export interface ModuleGraph {
  modules: { specifier: string; dependencies?: { code?: Target; type?: Target }[] }[];
}

interface Target {
  specifier?: string;
}

/** Who imports whom, as far as both are files below `root`, a URL; paths are given from there. */
export function edgesOf(graph: ModuleGraph, root: string): [from: string, to: string][] {
  return graph.modules.flatMap(({ specifier, dependencies = [] }) =>
    dependencies
      .flatMap(({ code, type }) => [code?.specifier, type?.specifier])
      .filter((to) => to !== undefined)
      .filter((to) => to.startsWith(root) && specifier.startsWith(root))
      .map((to): [string, string] => [specifier.slice(root.length), to.slice(root.length)])
  );
}

/** One circle of the graph, as the folders on it in order; empty when there is none. */
export function circleIn(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const done = new Set<string>();
  const walk = (folder: string, trail: string[]): string[] => {
    const start = trail.indexOf(folder);
    if (start !== -1) return [...trail.slice(start), folder];
    if (done.has(folder)) return [];
    for (const next of edges.get(folder) ?? []) {
      const circle = walk(next, [...trail, folder]);
      if (circle.length > 0) return circle;
    }
    done.add(folder);
    return [];
  };
  for (const folder of edges.keys()) {
    const circle = walk(folder, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
