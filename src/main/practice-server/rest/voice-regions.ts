const region = (id: string, name: string, optimal = false) => ({
  id,
  name,
  optimal,
  deprecated: false,
  custom: false,
});

/** One region that is here, and those a room may name without being any nearer to anybody. */
export const VOICE_REGIONS = [
  region('practice', 'Practice', true),
  region('brazil', 'Brazil'),
  region('hongkong', 'Hong Kong'),
  region('india', 'India'),
  region('japan', 'Japan'),
  region('rotterdam', 'Rotterdam'),
  region('singapore', 'Singapore'),
  region('southafrica', 'South Africa'),
  region('sydney', 'Sydney'),
  region('us-central', 'US Central'),
  region('us-east', 'US East'),
  region('us-south', 'US South'),
  region('us-west', 'US West'),
];
