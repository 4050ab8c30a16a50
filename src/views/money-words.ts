const SIGNS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };

/** An amount as people write it: "£42", "$0.034", "120 CHF"; never more digits than matter. */
export function moneyWords(amount: number, currency: string): string {
  const size = Math.abs(amount);
  const digits = Number.isInteger(amount) ? 0 : size < 1 ? 3 : 2;
  const number = size.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d)(?<!\.\d*))/g, ',');
  const sign = amount < 0 ? '-' : '';
  const symbol = SIGNS[currency.toUpperCase()];
  return symbol === undefined ? `${sign}${number} ${currency}` : `${sign}${symbol}${number}`;
}
