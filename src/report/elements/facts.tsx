/** Longer values take a line of their own. */
const LONGEST_CELL = 70;

/** Names with their values; null values are left out. */
export function Facts({ facts }: { facts: Readonly<Record<string, string | null>> }) {
  return (
    <dl class="facts">
      {Object.entries(facts).filter(([, value]) => value !== null).map(([name, value]) => (
        <div key={name} class={value!.length > LONGEST_CELL ? "whole" : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
