import { judgedRuns, type MachineUse } from "./machine_watch.ts";

/** One line of how the machine treated a design's live runs: of several, from the least to the most. */
export function machineText(design: string, runs: readonly MachineUse[]): string {
  const range = (pick: (use: MachineUse) => number | undefined) => {
    const shares = runs.map(pick).filter((share) => share !== undefined);
    if (shares.length === 0) return "unknown";
    const [least, most] = [Math.min(...shares), Math.max(...shares)].map((share) => (share * 100).toFixed(1));
    return least === most ? `${most} %` : `${least} to ${most} %`;
  };
  const { places, why } = judgedRuns(runs);
  const judged = why === undefined && places.length < runs.length
    ? `; predictions are held to the ${places.length} of ${runs.length} runs that the machine left alone`
    : "";
  return `${design}, live: its thread ran in ${range(({ utilisation }) => utilisation)} of the time, ` +
    `waited for a processor in ${range(({ delayed }) => delayed)} of its working time, ` +
    `and the host took ${range(({ stolen }) => stolen)} of the machine's${judged}`;
}
