// How numbers and dates are written on charts of Danish pages.
import type { Locale } from 'vega';

export const danishLocale: Locale = {
  number: {
    decimal: ',',
    thousands: '.',
    grouping: [3],
    currency: ['', '\u00a0kr.'],
    percent: '\u00a0%',
    minus: '\u2212',
  },
  time: {
    dateTime: '%A den %-d. %B %Y %H.%M',
    date: '%-d. %B %Y',
    time: '%H.%M',
    periods: ['', ''],
    days: ['søndag', 'mandag', 'tirsdag', 'onsdag', 'torsdag', 'fredag', 'lørdag'],
    shortDays: ['søn.', 'man.', 'tir.', 'ons.', 'tor.', 'fre.', 'lør.'],
    months: [
      'januar', 'februar', 'marts', 'april', 'maj', 'juni',
      'juli', 'august', 'september', 'oktober', 'november', 'december',
    ],
    shortMonths: [
      'jan.', 'feb.', 'mar.', 'apr.', 'maj', 'jun.',
      'jul.', 'aug.', 'sep.', 'okt.', 'nov.', 'dec.',
    ],
  },
};
