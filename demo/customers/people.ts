import { hash32, mulberry32, pick } from '#demo/random.ts';

/** One customer of the Larkfield Coffee Club. All are invented: numbers and domains are ones kept free for fiction. */
export type Person = {
  customerId: string;
  firstName: string;
  name: string;
  email: string;
  phone: string;
  /** "2019-03-14" */
  memberSince: string;
  plan: { name: string; monthly: number };
};

const FIRST = [
  'Martha',
  'Owen',
  'Priya',
  'Callum',
  'Ingrid',
  'Tomasz',
  'Aisha',
  'Gareth',
  'Lucía',
  'Hamish',
  'Nadia',
  'Piotr',
  'Ruth',
  'Samir',
  'Bronwyn',
  'Felix',
  'Yuki',
  'Declan',
  'Amara',
  'Stella',
  'Idris',
  'Maeve',
  'Jonas',
  'Wren',
  'Harriet',
  'Kofi',
  'Elsie',
  'Rafael',
  'Zainab',
  'Angus',
];
const LAST = [
  'Jennings',
  'Okafor',
  'Whitcombe',
  'Nowak',
  'Bellamy',
  'Sandhu',
  'MacRae',
  'Llewellyn',
  'Ferreira',
  'Hartley',
  'Osei',
  'Pemberton',
  'Quigley',
  'Rahman',
  'Thistlewood',
  'Underhill',
  'Vasquez',
  'Winterbourne',
  'Yates',
  'Ziegler',
  'Ashdown',
  'Brannigan',
  'Carmichael',
  'Dunmore',
  'Eastwick',
  'Fairbairn',
  'Goldsworthy',
  'Hollis',
  'Inglewood',
  'Kirkbride',
];
const DOMAINS = [
  'brightpost.example',
  'homebox.example',
  'larkmail.example',
  'northwind-mail.example',
  'tidepost.example',
];
const PLANS = [
  { name: 'Small Cup plan', monthly: 11.5 },
  { name: 'House Roast plan', monthly: 19 },
  { name: 'Office Pot plan', monthly: 52 },
];

export const POPULATION = 1_500;

/** The customer of that number (0 to POPULATION - 1); the same for the same seed. */
export function personOf(seed: number, index: number): Person {
  const random = mulberry32(hash32(seed, 'person', index));
  const firstName = pick(random, FIRST);
  const last = pick(random, LAST);
  const year = pick(random, [2016, 2018, 2019, 2021, 2024, 2024, 2025, 2025]);
  const month = String(1 + Math.floor(random() * 8)).padStart(2, '0');
  const plain = `${firstName}.${last}`
    .normalize('NFD')
    .replace(/[^\w.]/g, '')
    .toLowerCase();
  return {
    customerId: `C-${1_000 + index}`,
    firstName,
    name: `${firstName} ${last}`,
    email: `${plain}${index}@${pick(random, DOMAINS)}`,
    phone: phoneOf(index),
    memberSince: `${year}-${month}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`,
    plan: pick(random, PLANS),
  };
}

/** Ranges that the British regulator keeps for drama: https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama */
function phoneOf(index: number): string {
  const last = String(index % 1_000).padStart(3, '0');
  return index < 1_000 ? `07700 900${last}` : `020 7946 0${last}`;
}
