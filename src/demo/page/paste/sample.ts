/**
 * @file The sample passages, written for this demo, in no useful order. For each suggested query one passage answers it
 * in other words, and several share its words and answer something else.
 */

export type SamplePassage = { readonly title: string; readonly text: string };

export type SuggestedQuery = {
  readonly query: string;
  /** The title of the passage that answers the query. */
  readonly answer: string;
};

export const SUGGESTED_QUERIES: readonly SuggestedQuery[] = [
  { query: 'why is my bread so dense', answer: 'When the loaf stays heavy' },
  { query: 'looking at my phone keeps me awake', answer: 'Evening light and the body clock' },
  { query: 'why does the tide come in twice a day', answer: 'The Moon’s daily tug' },
  { query: 'clicking sound every time I pedal', answer: 'A creak on every stroke' },
  { query: 'my plant looks sick though I water it a lot', answer: 'Roots that cannot breathe' },
  { query: 'my friends already pulled the commit I want to undo', answer: 'Taking back shared history' },
];

export const SAMPLE_PASSAGES: readonly SamplePassage[] = [
  {
    title: 'Choosing a bread pan',
    text: 'A dark steel pan browns the crust of sandwich bread faster than a shiny one; glass holds its heat and carries on baking after the bread has left the oven. Measure the pan with water: a litre and a half suits a recipe with half a kilo of flour.',
  },
  {
    title: 'The fjord ferry timetable',
    text: 'Twice a day in summer, at nine and at four, the ferry goes up the fjord and comes down again by way of the open ocean. Bicycles travel free. When the wind is above a fresh gale the captain may turn back, and tickets stay valid for the next day.',
  },
  {
    title: 'Putting a laptop to sleep',
    text: 'Closing the lid keeps the contents of memory powered and wakes within a second. If the machine will not stay asleep, look at which devices may wake it: a wireless mouse on a wobbly desk is enough. Overnight, hibernation writes everything to disk and uses no power at all.',
  },
  {
    title: 'Why maples blaze in autumn',
    text: 'As days shorten, the tree stops replacing its chlorophyll. The green fades and lets the yellow pigments through that were in the leaves all summer, while sunny days and cold nights make fresh red ones from trapped sugar. A layer of cork then closes the stem, and the leaves fall.',
  },
  {
    title: 'Flat pedals or clipless',
    text: 'With flat pedals you can put a foot down every time without thinking, and wear any shoe. Clipless pedals hold a cleat with a click, so the foot cannot bounce off over rough ground. Beginners tip over once, usually at a traffic light, and then never again.',
  },
  {
    title: 'Fixing the last commit message',
    text: 'Before anything has been pushed, `git commit --amend` opens the editor with the last message and puts a new commit in the place of the old one. The change itself stays as it was. Add files to the index first if one was left out of the commit.',
  },
  {
    title: 'How wind makes waves',
    text: 'A breeze over flat water drags on it and raises ripples, which give the wind more to push against. How high the waves grow depends on its strength, on how long it blows and on the open distance before it. The water itself barely travels: it goes round in circles.',
  },
  {
    title: 'A phone plan that fits',
    text: 'Look at three months of bills before you change plans. Most people pay for far more data than they use at home, where the phone is on the wireless network anyway. A plan without a contract costs a little more each month and lets you leave when a better one comes along.',
  },
  {
    title: 'When the loaf stays heavy',
    text: 'A tight, gummy crumb nearly always means that the yeast ran out of time. In a cool kitchen the dough may need twice as long as the recipe says. Wait until it has almost doubled and a floured fingertip leaves a dent that fills back slowly; only then shape it, let it puff up once more, and bake.',
  },
  {
    title: 'Repotting a houseplant',
    text: 'Choose a pot two fingers wider than the old one and do it in spring, when new leaves are on the way. Loosen the houseplant by tapping the rim, tease the outer roots apart, and fill in around the ball with fresh compost up to the old mark.',
  },
  {
    title: 'Keyboards that click',
    text: 'Under each key of a mechanical board sits a switch. Clicky ones carry a small plastic part that snaps past a spring and makes the sound typists love and colleagues do not; linear ones slide straight down in silence. Rings of rubber under the caps soften both.',
  },
  {
    title: 'Sea level this century',
    text: 'The ocean has come up by about twenty centimetres since 1900, and the rise is getting faster. Warm water takes up more room than cold, and ice that melts on land adds to it. Unlike a storm surge, what is gained stays: high water of the future starts from a higher line.',
  },
  {
    title: 'Undo in a text editor',
    text: 'An editor keeps a stack of what you did. Undo takes the last change off and puts it on a second stack, from which redo can bring it back. Typing something new empties that second stack, and so the old future is gone, unless the editor keeps a tree.',
  },
  {
    title: 'Evening light and the body clock',
    text: 'Bright, bluish displays held close to the face in the hour before bed tell the brain that it is still afternoon. Melatonin is released later and drowsiness arrives late with it. Dim the lamps, warm the colours, and leave the handset in another room to bring the night forward again.',
  },
  {
    title: 'Indexing the rear gears',
    text: 'If the chain hesitates on its way to a larger sprocket, turn the barrel adjuster half a turn anticlockwise and try again. If it jumps two at once, turn it back. Shift through the whole cassette on a stand, and check last that the limit screws stop the chain at both ends.',
  },
  {
    title: 'Why old paper yellows',
    text: 'The leaves of a cheap novel turn yellow because the pulp still holds lignin, which darkens with light and air. Better paper has it washed out and chalk mixed in against acid. Keep books you care for out of the sun, and never press a flower between pages that matter.',
  },
  {
    title: 'Sourdough before yeast came in packets',
    text: 'For most of history bread rose on what was already in the bowl: wild yeast and bacteria, kept alive from one baking day to the next. Miners, monks and sailors carried a lump of old dough with them. Factory yeast, from the nineteenth century on, made the rise quick and the taste mild.',
  },
  {
    title: 'Push or pull',
    text: 'A door that has to say “push” has already failed. A flat plate invites a hand to push and a bar invites it to pull; when both sides have a bar, people tug at a door that should be pushed. The change costs one plate and four screws.',
  },
  {
    title: 'The Moon’s daily tug',
    text: 'Gravity from our satellite stretches the seas into two bulges, one on the near side and one on the far side. As the Earth turns, most coasts pass through both, so that harbours fill, empty and fill again in a little under twenty-five hours. With Sun and Moon in line the range is widest: spring tides.',
  },
  {
    title: 'Coffee’s long afternoon',
    text: 'Half of the caffeine in a cup is still in the blood some five hours later, and in some people nearly ten. An espresso after lunch can keep you awake at midnight even though you no longer feel it. Decaffeinated coffee holds a little too, about a twentieth of the dose.',
  },
  {
    title: 'A dense city, a light footprint',
    text: 'In dense quarters people walk to the bakery for their bread and take the tram to work, so that each needs less energy than a neighbour in the suburbs. Party walls keep warmth in. The price is noise, hot summers and little green, which planners answer with courtyards and trees.',
  },
  {
    title: 'Roots that cannot breathe',
    text: 'More potted greenery is killed by kindness than by drought. When compost stays soggy the roots rot, and the lowest foliage pales, softens and drops. Let the top few centimetres dry out before you reach for the watering can, empty the saucer, and make sure that the pot has a hole.',
  },
  {
    title: 'The slow conveyor of the deep',
    text: 'Near Greenland, cold salty water sinks and creeps south along the ocean floor; elsewhere it comes up again, centuries later. The loop carries heat towards the pole and oxygen into the deep. Fresh water from melting ice could slow it, and with it the mild winters of western Europe.',
  },
  {
    title: 'A sewing machine with a pedal',
    text: 'Every time the foot rocks the treadle, a belt turns the wheel and the needle goes through the cloth. The rhythm matters more than the speed: if the wheel runs backwards, the thread tangles with an ugly sound. A drop of oil a month keeps the old iron ones going for ever.',
  },
  {
    title: 'Taking back shared history',
    text: 'Once others have fetched your work, do not rewrite it. `git revert` adds a fresh commit that is the exact opposite of the bad one, so that everybody’s copy stays in step. Keep `reset --hard` for work that never left your own machine, and tell the team either way.',
  },
  {
    title: 'The twenty-minute nap',
    text: 'A short rest after lunch clears the head because it ends before deep sleep begins. Set an alarm: after forty minutes you wake groggy, and after ninety you may lie awake at night. Shift workers do best with a nap before the shift and not in the middle of it.',
  },
  {
    title: 'A creak on every stroke',
    text: 'If the noise comes once per turn of the crank and stops when you coast, look at the parts that your legs load. Loose chainring bolts, a dry bottom bracket or a cleat without grease are the usual culprits. Clean them, tighten them to the stated torque and ride again before you replace anything.',
  },
  {
    title: 'Bleeding a radiator',
    text: 'Cold at the top and hot at the bottom means trapped air. Turn off the pump, hold a cloth under the valve and open it half a turn with the key. It hisses, then spits, then runs clear: close it, go on to the next one, and top up the pressure at the boiler.',
  },
  {
    title: 'Sharing a street with bicycles',
    text: 'A painted line does little; a kerb does much. Where cycle lanes are kept apart from cars, more people ride, and crashes fall for walkers too. Shops fear for their parking and mostly find that customers on bicycles come more often and stay longer.',
  },
  {
    title: 'Keeping flour fresh',
    text: 'White flour keeps for a year in a closed tin. Wholemeal has the oily germ in it and goes bitter within months, so buy it in small bags or freeze it. If moths have found it before you did, throw it out and wash the shelf with vinegar.',
  },
];
