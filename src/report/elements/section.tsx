import type { ComponentChildren } from "preact";

/** A part of the report with an address of its own: `report.html#latency`. */
export function Section(
  { id, title, note, children }: { id: string; title: string; note?: string; children: ComponentChildren },
) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2>
        <span id={`${id}-title`}>{title}</span>
        <a class="anchor" href={`#${id}`} aria-label={`Address of ${title}`}>#</a>
      </h2>
      {note === undefined ? null : <p class="note">{note}</p>}
      {children}
    </section>
  );
}
