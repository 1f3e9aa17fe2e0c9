import { Random } from "../../src/base/random.ts";

/** Requests whose popularity falls as 1 / rank, by a table of cumulated weights. */
export function zipfIds(want: { objects: number; requests: number; seed: number }): Uint32Array {
  const random = new Random(want.seed);
  const cumulated = new Float64Array(want.objects);
  let sum = 0;
  for (let rank = 0; rank < want.objects; rank++) cumulated[rank] = sum += 1 / (rank + 1);
  return Uint32Array.from({ length: want.requests }, () => {
    const draw = random.unit() * sum;
    let [low, high] = [0, want.objects - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulated[middle]! < draw) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}
