import { durationWords } from '#src/domain/rate-words.ts';

/** How long ago: "just now", "45 min ago", "3.5 h ago", "2 days ago"; a time to come reads "in 4 h". */
export function ageWords(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime();
  if (ms < -60_000) return `in ${durationWords(-ms)}`;
  return ms < 60_000 ? 'just now' : `${durationWords(ms)} ago`;
}

/** How long a call took: "38 s", "3 min 20 s", "1 h 2 min". */
export function lengthWords(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
