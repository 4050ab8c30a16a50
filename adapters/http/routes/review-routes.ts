import {
  CardJson,
  ChangedReviewJson,
  HomeJson,
  ReviewListJson,
  ReviewPageJson,
  SettingsJson,
} from '#adapters/http/schemas/review-schemas.ts';
import {
  CallReplayAskedJson,
  CallReplayJson,
  PromotedJson,
  PromotionJson,
} from '#adapters/http/schemas/scenario-schemas.ts';
import type { Route } from './route.ts';

const tag = 'Reviews';
const one = '/v1/reviews/{reviewId}';
const change = (name: string, verb: Route['verb'], summary: string): Route => ({
  method: 'post',
  path: `${one}/${name}`,
  verb,
  tag,
  summary,
  output: ChangedReviewJson,
});

export const REVIEW_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: `${one}/replay`,
    verb: 'replayCall',
    tag,
    summary: "Send the call's own messages to today's agent; the thread of its card tells how it went.",
    output: CallReplayAskedJson,
  },
  {
    method: 'get',
    path: '/v1/replays/{replayId}',
    verb: 'getReplay',
    tag,
    summary: "A call beside what today's agent made of the same messages.",
    output: CallReplayJson,
  },
  {
    method: 'get',
    path: '/v1/reviews',
    verb: 'listReviews',
    tag,
    summary: 'Reviews by state.',
    output: ReviewListJson,
  },
  {
    method: 'get',
    path: '/v1/home',
    verb: 'getHome',
    tag,
    summary: "My claimed reviews, the queue, this week's numbers, and what I have set.",
    output: HomeJson,
  },
  {
    method: 'post',
    path: '/v1/settings',
    verb: 'saveSettings',
    tag,
    summary: 'Whether and when I am reminded of my claims; for admins also the channel of the weekly digest.',
    output: SettingsJson,
  },
  {
    method: 'get',
    path: one,
    verb: 'getReview',
    tag,
    summary: 'One review and what happened to it.',
    output: ReviewPageJson,
  },
  {
    method: 'get',
    path: `${one}/card`,
    verb: 'drawCard',
    tag,
    summary: 'Its card as it stands now.',
    output: CardJson,
  },
  change('claim', 'claimReview', 'Take it to work on.'),
  change('unclaim', 'unclaimReview', 'Give it back to everybody.'),
  change('confirm', 'confirmReview', 'Say that it is a failure, and of which mode.'),
  change('dismiss', 'dismissReview', 'Say that it was no failure, and why.'),
  change('reopen', 'reopenReview', 'Take a verdict, a snooze or a duplicate mark back.'),
  change('duplicate', 'markDuplicate', 'Say that it shows the same failure as another review.'),
  change('snooze', 'snoozeReview', 'Take it out of the queue for some hours.'),
  change('votes', 'voteReview', 'Say what I think of it, or take that back.'),
  {
    method: 'get',
    path: `${one}/promotion`,
    verb: 'previewPromotion',
    rename: { reviewId: 'of' },
    tag,
    summary: 'The scenario that its call would become.',
    output: PromotionJson,
  },
  {
    method: 'post',
    path: `${one}/promote`,
    verb: 'promoteCall',
    rename: { reviewId: 'of' },
    tag,
    summary: 'Turn its call into a scenario. The second one finds the first.',
    output: PromotedJson,
    status: 201,
  },
];
