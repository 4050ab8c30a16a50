const SIGNS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' };

/** An amount as people write it: "£42", "$0.034", "$0.00042", "120 CHF"; never more digits than matter. */
export function moneyWords(amount: number, currency: string): string {
  const size = Math.abs(amount);
  const digits = Number.isInteger(amount) ? 0 : size >= 1 ? 2 : size >= 0.01 ? 3 : smallDigits(size);
  const number = size.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d)(?<!\.\d*))/g, ',');
  const sign = amount < 0 ? '-' : '';
  const symbol = SIGNS[currency.toUpperCase()];
  return symbol === undefined ? `${sign}${number} ${currency}` : `${sign}${symbol}${number}`;
}

/** Under a cent two digits that tell something, eight behind the point at most. */
function smallDigits(size: number): number {
  return Math.min(8, 1 - Math.floor(Math.log10(size)));
}
