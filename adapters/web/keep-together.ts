/** A figure and its unit on one line: "3.1 %" and "3 of 3" are not broken in two. */
export function keepTogether(text: string): string {
  return text.replace(/(\d) %/g, '$1\u00a0%').replace(/(\d) of (?=\d)/g, '$1\u00a0of\u00a0');
}
