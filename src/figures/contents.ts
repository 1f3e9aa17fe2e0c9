import { productOf, reviewsOf, textOf } from "../market/catalogue.ts";
import { renderPage } from "../market/page.ts";
import type { Sample } from "./codec_trial.ts";

const SIZES = [1500, 4000, 12_000, 40_000, 100_000];
const encoder = new TextEncoder();

/** One product's answer as the API sends it. */
function productRow(id: number) {
  const { name, categoryId, priceCents, descriptionBytes } = productOf(id);
  return {
    id,
    name,
    category_id: categoryId,
    price_cents: priceCents,
    version: 0,
    reviews: reviewsOf(id),
    description: textOf(id, Math.min(descriptionBytes, 400)),
  };
}

function textOfSize(kind: "list JSON" | "HTML page" | "running text", sizeBytes: number): string {
  switch (kind) {
    case "list JSON": {
      const rows = [];
      for (let id = 1, length = 0; length < sizeBytes; id++) {
        const row = productRow(id * 7);
        rows.push(row);
        length += JSON.stringify(row).length + 1;
      }
      return JSON.stringify(rows);
    }
    case "HTML page":
      return renderPage("product-page", [[productRow(5)]]);
    case "running text":
      return textOf(3, sizeBytes);
    default:
      return kind satisfies never;
  }
}

/**
 * What codecs are tried on: the shop's own JSON and pages, its texts, and whatever else the caller has, each cut to several sizes.
 *
 * @param others Content by kind: files of the real world.
 */
export function codecSamples(others: Readonly<Record<string, Uint8Array>>): Sample[] {
  const made = (["list JSON", "HTML page", "running text"] as const).flatMap((kind) =>
    SIZES.map((sizeBytes) => cut(kind, encoder.encode(textOfSize(kind, sizeBytes)), sizeBytes))
  );
  const given = Object.entries(others).flatMap(([kind, bytes]) =>
    SIZES.filter((sizeBytes) => sizeBytes <= bytes.length).map((sizeBytes) => cut(kind, bytes, sizeBytes))
  );
  return [...made, ...given];
}

function cut(kind: string, bytes: Uint8Array, sizeBytes: number): Sample {
  const content = new Uint8Array(bytes.subarray(0, sizeBytes));
  return { kind, body: { sizeBytes: content.length, content } };
}
