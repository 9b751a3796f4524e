/**
 * @file Thirty questions over the built-in collection, judged by hand: grade 2 for a section that answers the question,
 * grade 1 for one that helps. They are worded like questions of a person who has not read the documents.
 */

export type JudgedQuery = {
  readonly query: string;
  /** Maps `<file>#<heading>` to a grade. */
  readonly grades: Readonly<Record<string, number>>;
};

export const JUDGED_QUERIES: readonly JudgedQuery[] = [
  {
    query: 'radiators barely warm and error code on the heater',
    grades: { 'boiler-manual.md#Low pressure': 2, 'boiler-manual.md#Bleeding radiators': 1 },
  },
  { query: 'am I allowed to get a puppy in my flat', grades: { 'tenancy-agreement.md#Animals': 2 } },
  { query: 'how much notice before I move out', grades: { 'tenancy-agreement.md#Ending the tenancy': 2 } },
  {
    query: 'why is my bread so dense',
    grades: { 'bread-notebook.md#When the crumb is gummy': 2, 'bread-notebook.md#Wholemeal': 1 },
  },
  { query: 'stop a loaf from going stale', grades: { 'bread-notebook.md#Keeping and freezing': 2 } },
  { query: 'clicking sound every time I pedal', grades: { 'bicycle-workshop.md#Noise at each turn of the cranks': 2 } },
  {
    query: 'bees are about to swarm',
    grades: { 'beekeeping-diary.md#Signs that they will leave': 2, 'beekeeping-diary.md#Catching a swarm': 1 },
  },
  { query: 'do I have enough food for the hive until spring', grades: { 'beekeeping-diary.md#Winter stores': 2 } },
  { query: 'which star shows the direction of the pole', grades: { 'night-sky.md#Finding north': 2 } },
  {
    query: 'is my stolen bike paid for',
    grades: { 'household-insurance.md#Theft': 2, 'household-insurance.md#When something happens': 1 },
  },
  { query: 'cracked phone display, who pays', grades: { 'household-insurance.md#Glass and screens': 2 } },
  { query: 'what to do when someone has scalded their hand', grades: { 'first-aid.md#Burns': 2 } },
  {
    query: 'my plant looks sick though I water it a lot',
    grades: { 'garden-calendar.md#Leaves turn yellow from below': 2 },
  },
  { query: 'brown dry grass in summer', grades: { 'garden-calendar.md#A lawn in drought': 2 } },
  {
    query: 'how much cash does the repair club own',
    grades: { 'workshop-minutes.md#Money': 2, 'workshop-minutes.md#Meeting of 12 January': 1 },
  },
  { query: 'what happens if our connection is missed', grades: { 'rail-journey.md#Tickets': 2 } },
  {
    query: 'why does the sea rise twice daily',
    grades: { 'tides-and-weather.md#Two high waters a day': 2, 'tides-and-weather.md#Spring and neap': 1 },
  },
  {
    query: 'my friends already pulled the commit I want to undo',
    grades: { 'software-handbook.md#Undoing what others already have': 2 },
  },
  { query: 'leaked an API token by accident', grades: { 'software-handbook.md#Passwords and keys': 2 } },
  {
    query: 'SQL statement takes forever',
    grades: { 'database-notes.md#Why a query is slow': 2, 'database-notes.md#Transactions': 1 },
  },
  { query: 'garbled letters instead of umlauts', grades: { 'database-notes.md#Character sets': 2 } },
  { query: 'do felines rest all day', grades: { 'animals-at-home.md#How long cats sleep': 2 } },
  { query: 'my dog ate something toxic', grades: { 'animals-at-home.md#Poisonous at the table': 2 } },
  { query: 'rainy day fund for emergencies', grades: { 'money-basics.md#Three months in hand': 2 } },
  {
    query: 'photos come out smeared in dark rooms',
    grades: { 'photography.md#Blurred pictures indoors': 2, 'photography.md#Aperture': 1 },
  },
  { query: 'tears while chopping vegetables', grades: { 'chemistry-kitchen.md#Why onions make us cry': 2 } },
  { query: 'where does the moisture in the basement come from', grades: { 'old-house.md#Damp in the cellar': 2 } },
  { query: 'nervous before performing', grades: { 'choir-and-music.md#Stage fright': 2 } },
  {
    query: 'looking at my phone keeps me awake',
    grades: { 'sleep-and-habits.md#Screens before bed': 2, 'sleep-and-habits.md#Lying awake': 1 },
  },
  { query: 'feeling ill at high altitude', grades: { 'mountain-hut-rules.md#Height': 2 } },
];
