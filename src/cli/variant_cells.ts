import type { DesignConfig } from "../designs/design_config.ts";
import { PART_NAMES, REMOVABLE_PARTS, withoutPart } from "../designs/without_part.ts";
import type { RunRecord } from "../runner/recorder.ts";
import type { DesignResult, Result } from "../runner/result_schema.ts";
import { whatIfOf } from "../runner/what_if.ts";
import type { CellOrder } from "./cell_worker.ts";

/** A cell of a design without one of its parts. */
export interface VariantCell extends CellOrder {
  readonly config: DesignConfig;
  readonly without: string;
}

/** For each design one cell for each part that it can do without, on the same seeds. */
export function variantCells(
  designs: readonly { readonly name: string; readonly config: DesignConfig }[],
  seeds: readonly number[],
  like: Omit<CellOrder, "design" | "seed" | "config">,
): VariantCell[] {
  return designs.flatMap(({ name, config }) =>
    REMOVABLE_PARTS.flatMap((part) => {
      const variant = withoutPart(config, part);
      if (variant === undefined) return [];
      return seeds.map((seed) => ({ ...like, design: name, config: variant, without: PART_NAMES[part], seed }));
    })
  );
}

/** Puts the variants' outcomes beside their designs'; variants that were not finished are left out. */
export function withWhatIf<Part extends Pick<Result, "designs">>(
  part: Part,
  cells: readonly VariantCell[],
  records: readonly (RunRecord | undefined)[],
): Part {
  const whatIf = (design: string): DesignResult["whatIf"] => {
    const ours = cells.map((cell, index) => ({ cell, record: records[index] })).filter(({ cell }) =>
      cell.design === design
    );
    return [...new Set(ours.map(({ cell }) => cell.without))].flatMap((without) => {
      const repeats = ours.filter(({ cell }) => cell.without === without).flatMap(({ cell, record }) =>
        record === undefined ? [] : [{ seed: cell.seed, record, config: cell.config }]
      );
      const [first] = repeats;
      return first === undefined ? [] : [whatIfOf(without, first.config, repeats)];
    });
  };
  return { ...part, designs: part.designs.map((design) => ({ ...design, whatIf: whatIf(design.name) ?? [] })) };
}
