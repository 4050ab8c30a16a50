/** What somebody who posted a digest is told: where it goes, and that the former post is edited. */
export function postedWords(posted: { report: { week: string }; channels: number; again: boolean }): string {
  const { report, channels, again } = posted;
  if (channels === 0) return `The report of ${report.week} is stored; no channel is routed, so it is posted nowhere.`;
  const where = channels === 1 ? 'its channel' : `${channels} channels`;
  return `The digest of ${report.week} goes to ${where}${again ? ', where the former post is edited' : ''}.`;
}
