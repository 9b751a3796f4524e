/** @file Generated sentences, for a checkout without evaluation sets: patterns filled from lists, in a fixed order. */
import { mulberry32 } from '../../src/eval/mulberry32';

const LISTS: Readonly<Record<string, readonly string[]>> = {
  thing: (
    'aqueduct beehive candle compass drawbridge eclipse enzyme fjord geyser glacier granary greenhouse harbour hinge iceberg kiln ' +
    'lantern lighthouse magnet membrane meteor microscope orchard pendulum piston planetarium pulley quarry railway reservoir rudder ' +
    'sawmill seismograph sluice solar-panel sundial telescope thermostat tide transformer turbine tunnel vaccine viaduct volcano ' +
    'waterwheel windmill wheat yeast zeppelin'
  ).split(' '),
  material:
    'basalt brass ceramic chalk charcoal clay copper cork cotton gypsum iron limestone nickel oak quartz resin rubber sandstone silk steel wool zinc'.split(
      ' ',
    ),
  person:
    'archivist baker botanist carpenter chemist engineer farmer geologist glassblower historian locksmith mason midwife miller navigator nurse physicist potter surveyor weaver'.split(
      ' ',
    ),
  place:
    'Anatolia Antwerp Bergen Cusco Dakar Edinburgh Fes Galway Hanoi Isfahan Kyoto Lisbon Malacca Naples Oaxaca Prague Quito Riga Samarkand Tromsø Utrecht Valparaíso'.split(
      ' ',
    ),
  action:
    'absorbs amplifies balances carries cools dampens drains filters gathers guides heats lifts loosens measures pumps regulates releases shields stores turns weighs'.split(
      ' ',
    ),
  quality:
    'ancient brittle buoyant coarse corroded delicate dense elastic fertile fragile hollow humid insulated magnetic narrow opaque porous rigid saline slender steep translucent'.split(
      ' ',
    ),
  reason: [
    'because warm air rises faster than cold air',
    'since every joint has to move a little in the frost',
    'so that no water stands in it over winter',
    'although earlier accounts disagree about the cause',
    'while the load on each side stays nearly equal',
    'once the pressure inside exceeds that of the surroundings',
    'which is why it needs to be inspected twice a year',
    'provided that the ground beneath has settled',
  ],
};

const PATTERNS = [
  'The {quality} {thing} near {place} {action} more than {number} litres of water a day, {reason}.',
  'A {person} from {place} described in {year} how a {thing} of {material} {action} heat.',
  'In {place}, the {thing} was rebuilt from {quality} {material} after the flood of {year}.',
  'Why a {thing} {action} anything at all was unclear until a {person} compared {material} with {material}.',
  'Most visitors of {place} see the {thing} first, {reason}.',
  'A {quality} {thing} costs about {number} a year to keep in order, and twice as much when the {material} is {quality}.',
  'It {action} slowly at first, {reason}, and then within {number} minutes it stops.',
  'According to the {person}, {material} that has become {quality} should be replaced before it reaches the {thing}.',
  'Between {year} and {year} the number of {person}s in {place} fell to {number}.',
  'The {thing} and the {thing} are often confused, {reason}.',
];

export const OWN_QUERIES = LISTS['thing']!.map((thing, index) => {
  const material = LISTS['material']![index % LISTS['material']!.length]!;
  return [`how does a ${thing} work`, `what is a ${thing} made of`, `is ${material} good for a ${thing}`][index % 3]!;
});

export function ownSentences(count: number): string[] {
  const random = mulberry32(11);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const fill = (slot: string): string => {
    if (slot === 'year') return String(1620 + Math.floor(random() * 400));
    if (slot === 'number') return String(2 + Math.floor(random() * 900));
    return pick(LISTS[slot]!);
  };
  return Array.from({ length: count }, () => pick(PATTERNS).replace(/\{(\w+)\}/g, (_, slot: string) => fill(slot)));
}
