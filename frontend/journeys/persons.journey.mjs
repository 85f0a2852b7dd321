export const title = 'Work with a person, share a note, and see what each side sees of it';
export const rows = ['H2', 'H3', 'A7'];

const pages = {
  medarbejder: ['/personer', '/personer/1?formaal=support', '/personer/1/oplysninger?formaal=ssp',
    '/personer/1/oplysninger/ny?formaal=ssp', '/personer/1/videregivelser?formaal=ssp',
    '/personer/1/tildelinger?formaal=support', '/personer/1/relationer?formaal=support',
    '/personer/1/indsigt', '/personer/orientering', '/familier', '/grupper', '/noedadgang'],
  leder: ['/dubletter', '/noedadgange', '/sletning', '/sletning/overblik', '/sletning/bero',
    '/opslagskontrol'],
  raadgiver: ['/konsekvensanalyse', '/fortegnelse', '/sporet/person', '/brud'],
  koordinator: ['/samarbejdsfora', '/myndigheder'],
  politi: ['/delt', '/delt?forum=ssp_now', '/personer/1?formaal=ssp',
    '/personer/1/oplysninger?formaal=ssp'],
};

export async function run({ newPage, assert, visit, checkPage, signIn }) {
  for (const [user, paths] of Object.entries(pages)) {
    const page = await newPage();
    await signIn(page, user);
    for (const path of paths) {
      await visit(page, path);
      await checkPage(page);
    }
    if (user === 'politi') {
      const shown = await page.textContent('main');
      assert.ok(shown.includes('må ikke videregives med henblik på efterforskning'),
        'what was shared is shown with what it must not be used for');
      assert.ok(!shown.includes('skilsmisse'), 'what is not shared is not shown');
    }
  }
}
