/** A difference of ratios in percentage points: "3.4 points"; "under 0.1 points" for what rounds to nothing but is not. */
export function pointsText(difference: number): string {
  const points = (difference * 100).toFixed(1);
  if (difference !== 0 && Number(points) === 0) return difference > 0 ? "under 0.1 points" : "0.0 points";
  return points === "1.0" ? "1 point" : `${points} points`;
}
