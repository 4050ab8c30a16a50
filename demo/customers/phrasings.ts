import type { Intent } from '#demo/agent/understand.ts';

/** First lines, six and more an intent; {order} {day} {weeks} {address} are the customer's own details. */
export const OPENINGS: Readonly<Record<Intent, readonly string[]>> = {
  cancel_subscription: [
    "Hi, I'd like to cancel my subscription.",
    'I want to end my membership, please.',
    "I've been thinking about it and I'd like to stop the deliveries.",
    'How do I close my account? I would like to leave the club.',
    "We've bought a machine with pods, so we need to cancel the coffee.",
    "I can't afford it any more, could you cancel my plan?",
    'Could you unsubscribe me from the monthly delivery, please?',
  ],
  pause_subscription: [
    "We're going to be away for {weeks}, can you pause the coffee?",
    'Can I put my subscription on hold for {weeks}?',
    "I've got too many bags at home, I'd like to skip {weeks}.",
    'Is it possible to freeze my plan for a bit?',
    'Please pause my deliveries, the kitchen is being done.',
    "I'd like to suspend the subscription for {weeks}.",
  ],
  refund_order: [
    "I'd like a refund for order {order}, the bags were split open.",
    'The beans in {order} were stale, can I have my money back?',
    'I was charged twice, I think, order {order}. I want the second one back, a refund.',
    'I never asked for {order}, please refund it.',
    'Hello, can I get a refund on my last order?',
    "The grinder you sent doesn't work. I'd like to send it back and get my money back.",
    'It came two weeks late and I had bought coffee elsewhere by then. I want a refund for {order}.',
  ],
  where_is_my_order: [
    "Where's my order? The number is {order}.",
    "My coffee hasn't arrived yet, it's order {order}.",
    'Can you track a parcel for me? {order}.',
    'I was told it would be here on {day} and nothing has come.',
    "Hi, I'm waiting for order {order}, when will my delivery come?",
    'My package seems to be lost.',
    'Could you tell me where my order is, please?',
  ],
  change_address: [
    "I've moved house and need to change my address.",
    'Please update my address to {address}.',
    "We're moving next week, where do I give you the new address?",
    'You have the wrong address for me.',
    'My delivery address needs changing before the next box goes out.',
    'The postcode you have is an old one, can we change it?',
  ],
  callback_request: [
    'Can somebody call me back about a wedding order?',
    "I'd like a callback, please.",
    'There is something odd on my bill, could one of you ring me about it?',
    'Please have someone phone me about the office account.',
    'Could you arrange a call-back? It is about a wholesale enquiry.',
    'I would rather discuss this by telephone, can you give me a call?',
  ],
  plan_question: [
    'What plans do you have?',
    'How much is the House Roast at the moment?',
    'Do you do decaf?',
    'Can I get it ground for a cafetiere?',
    "What's the difference between the two smaller plans?",
    'Is delivery included in the price?',
    'Could I upgrade to the bigger plan?',
  ],
  complaint: [
    'I want to make a complaint.',
    "I'm really disappointed, the last two bags tasted stale and nobody answered my e-mail.",
    'Your driver was rude to my mother and left the parcel in the rain, that is unacceptable.',
    'This is not good enough, the price has gone up and nobody told me about it.',
    "I'd like to complain about the service I had last week.",
    "I'm fed up with boxes that come damaged every single time.",
  ],
  speak_to_person: [
    "I'd like to speak to a person, please.",
    'Can I talk to somebody in your team?',
    'Put me through to a real person.',
    'Is there a manager I can speak with?',
    'No machines, please, a human.',
    'I would prefer to speak to a colleague of yours.',
  ],
};

/** First lines of people who have decided to leave and want no talk about it. */
export const DECIDED_OPENINGS: readonly string[] = [
  "I've made up my mind, cancel my subscription.",
  'Cancel my membership right now. No questions.',
  "I want my subscription ended immediately, don't try to keep me.",
  'Just cancel the plan straight away. My decision is final.',
  "I need you to stop the coffee today, no offers. I've made up my mind.",
  'Close my account right away.',
];

export const VAGUE_TIMES: readonly string[] = [
  'This afternoon would suit me.',
  'Tomorrow morning, roughly.',
  'Whenever you have a minute.',
  'Monday evening some time.',
  'Tomorrow afternoon, I think.',
  'Any time on Thursday.',
];
export const EXACT_TIMES: readonly string[] = [
  'Tomorrow at 3pm.',
  'Today at 16:30, if you can.',
  'Monday at 10 am.',
  'Thursday at 11:15.',
  'Tomorrow at noon.',
  'Friday at 2 pm would be good.',
];
export const AGREES: readonly string[] = [
  'Yes, please.',
  'Yes.',
  'Yeah, go ahead.',
  'Please do.',
  "That's right.",
  'Yes, do that.',
  'Correct.',
];
export const REFUSES: readonly string[] = ['No, leave it for now.', "Hmm, no, I'll think about it.", 'No.'];
export const LEAVES: readonly string[] = [
  "No, that's all, thanks.",
  'No, thank you. Bye.',
  "That's everything, cheers.",
  'No, nothing else.',
  'No thanks, have a good day.',
];
export const SURPRISED: readonly string[] = [
  'Hold on, you have cancelled it already? I wanted to use up my points first.',
  "Wait, I didn't say you could do that today, I have a box coming.",
  "What, it's gone? Nobody asked me.",
];
export const COMPLAINTS: readonly string[] = [
  'The beans were stale and tasted burnt.',
  'The courier left the parcel in the rain.',
  'I was charged more than last month and nobody told me.',
  'I waited forty minutes on the line and then your staff were rude.',
];
export const GIVES_UP: readonly string[] = [
  'This is going nowhere. I give up.',
  'You keep saying the same thing. Forget it.',
  "I've told you the number over and over. Goodbye.",
];
export const STREETS: readonly string[] = [
  '12 Maple Street, Bristol BS1 4DJ',
  '7 Harbour Road, Leith EH6 6QQ',
  'Flat 3, 41 Victoria Avenue, Leeds LS6 1PF',
  '88 Mill Lane, Norwich NR3 1GN',
  '5 Chapel Close, Truro TR1 2XN',
  '23 Station Road, Kendal LA9 6BT',
  '16 Orchard Gardens, Cardiff CF11 9LJ',
];
export const CARDS: readonly string[] = ['4242 4242 4242 4242', '5555 5555 5555 4444', '4000 0566 5566 5556'];
