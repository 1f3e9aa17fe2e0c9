import { formatCount } from "../../base/units.ts";

/** An amount of money to the whole from a hundred on, with cents below. */
export function moneyText(amount: number, currency: string): string {
  return `${amount >= 100 ? formatCount(amount) : amount.toFixed(2)} ${currency}`;
}
